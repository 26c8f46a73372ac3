import { useState } from 'preact/hooks';
import type { Tablet } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { dayInWords, lasting, momentOf } from '../../kit/when';
import { t } from '../../words';
import { worksIn } from './allowed';
import { ageOf, type Summary } from './groups';
import { chosenArea } from './remembered';
import type { Known } from './due';

/** The day, how old what is shown is, and how much there is to do. */
export function Top({ tablet, known, summary }: { tablet: Tablet; known: Known; summary: Summary }) {
  return (
    <header class="today__top">
      <h1 class="today__day" tabIndex={-1}>
        {t('nav.today')} <span class="today__date">{dayInWords(known.now)}</span>
      </h1>
      <AsOf tablet={tablet} known={known} />
      <Summed of={summary} known={known} />
      <Areas known={known} />
    </header>
  );
}

function AsOf({ tablet, known }: { tablet: Tablet; known: Known }) {
  const age = ageOf(known.pulledAt, known.now);
  if (age.at === null) {
    return <Notice kind="stop">{t('today.asof.never')}</Notice>;
  }
  const time = momentOf(age.at, known.now);
  const said = age.ms < 60_000 ? t('today.asof.now', { time }) : t('today.asof', { time, age: lasting(age.ms) });
  if (age.loud === 'fresh') {
    return <p class="today__asof">{said}</p>;
  }
  return (
    <Notice kind={age.loud === 'old' ? 'warn' : 'stop'}>
      <p class="today__old">
        <Icon name="off" /> {t('today.old', { age: lasting(age.ms) })}
      </p>
      <p>{t('today.old.what', { time })}</p>
      <Ask tablet={tablet} />
    </Notice>
  );
}

function Ask({ tablet }: { tablet: Tablet }) {
  const [asking, set] = useState(false);
  const ask = async (): Promise<void> => {
    if (!asking) {
      set(true);
      await tablet.sync().catch(() => undefined);
      set(false);
    }
  };
  return (
    <button type="button" class="nhsuk-button nhsuk-button--secondary" aria-disabled={asking} onClick={() => void ask()}>
      {t(asking ? 'today.syncing' : 'today.sync')}
    </button>
  );
}

function Summed({ of, known }: { of: Summary; known: Known }) {
  if (of.kind === 'nothing') {
    const area = known.areas.get(known.area);
    return (
      <div class="today__empty">
        <p class="today__big">{area === undefined ? t('today.nothing') : t('today.nothing.area', { area: area.name })}</p>
        <p>{t('today.nothing.what')}</p>
      </div>
    );
  }
  if (of.kind === 'all-done') {
    return (
      <Notice kind="good">
        <p class="today__big">{t('today.thanks', { count: of.done + of.waiting })}</p>
        {of.unsent > 0 && <p>{t('today.thanks.unsent', { count: of.unsent })}</p>}
        {of.waiting > 0 && <p>{t('today.thanks.waiting', { count: of.waiting })}</p>}
      </Notice>
    );
  }
  const parts = (['overdue', 'due', 'later', 'waiting', 'done'] as const).filter((k) => of[k] > 0);
  return <p class="today__summary">{parts.map((k) => t(`today.summary.${k}`, { count: of[k] })).join(' · ')}</p>;
}

/** Only where there is a choice: somebody with one area never sees it. */
function Areas({ known }: { known: Known }) {
  const areas = [...known.areas.values()].filter((a) => known.person === undefined || worksIn(known.person, a.id)).sort((a, b) => a.name.localeCompare(b.name));
  if (areas.length < 2) {
    return null;
  }
  return (
    <div class="today__areas">
      <label class="nhsuk-label" for="today-area">
        {t('today.area')}
      </label>
      <select id="today-area" class="nhsuk-select" value={known.area} onChange={(e) => (chosenArea.value = e.currentTarget.value)}>
        <option value="">{t('today.area.all')}</option>
        {areas.map((a) => (
          <option key={a.id} value={a.id}>
            {a.name}
          </option>
        ))}
      </select>
    </div>
  );
}
