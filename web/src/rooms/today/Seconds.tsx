import type { Tablet } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import { begin, opening, refused, resume } from './begin';
import type { Wanted } from './second';
import { Started } from './Started';

interface Props {
  of: readonly Wanted[];
  tablet: Tablet;
  now: number;
  /** On the machine's own page, which has its name already. */
  here?: boolean;
}

/** What waits for a second person: found by whoever comes, on any tablet of the area. */
export function Seconds({ of, tablet, now, here = false }: Props) {
  if (of.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="group-second">
      <h2 id="group-second" class="today__group">
        {t('today.second')}
      </h2>
      <ul role="list" class="rows">
        {of.map((w) => (
          <One key={w.check} of={w} tablet={tablet} now={now} here={here} />
        ))}
      </ul>
    </section>
  );
}

function One({ of, tablet, now, here }: { of: Wanted; tablet: Tablet; now: number; here: boolean }) {
  const key = `${of.checklist} ${of.equipment.id}`;
  const what = { checklist: of.checklist, equipment: of.equipment.id, occurrence: null, seconds: of.check };
  const press = (): void => void (of.draft === undefined ? begin(tablet, what) : resume(of.draft));
  return (
    <li class={`due due--${of.you === 'may' ? 'now' : 'unsure'}`}>
      <div class="due__what">
        <h3 class="due__name">{here ? of.title : <a href={`#/start/${of.equipment.id}`}>{of.equipment.name}</a>}</h3>
        {!here && <p class="due__title">{of.title}</p>}
        <p class="due__claim">
          <Icon name="person" />
          <span>{t(of.you === 'own' ? 'today.second.first-own' : 'today.second.first', { name: of.by, time: momentOf(of.at, now) })}</span>
        </p>
        <p class="due__small">{t(`today.second.you.${of.you}`)}</p>
        {of.draft !== undefined && <Started draft={of.draft} tablet={tablet} now={now} />}
      </div>
      {of.you === 'may' && (
        <div class="due__press">
          <button type="button" class="nhsuk-button due__start" aria-disabled={opening.value === key} onClick={press}>
            {opening.value === key ? t('today.starting') : t(of.draft === undefined ? 'today.second.begin' : 'today.continue')}
            <span class="nhsuk-u-visually-hidden"> {t('today.start.what', { checklist: of.title, equipment: of.equipment.name })}</span>
          </button>
        </div>
      )}
      {refused.value?.what === key && (
        <Notice kind="warn" alert>
          {t(refused.value.reason === 'open-elsewhere' ? 'today.refused.open-elsewhere' : 'today.refused')}
        </Notice>
      )}
    </li>
  );
}
