import type { Tablet } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { nearest } from '../../kit/nearest';
import { useFocus } from '../../kit/useFocus';
import { t } from '../../words';
import { AtOnce } from './AtOnce';
import { doingAtOnce, phonesOf, toldOf, type Told, type Writing } from './report';

/** What became of a report, as it becomes so: saved here, with Runup, somebody told, somebody dealing with it. */
export function Filed({ opId, writing, tablet, again }: { opId: string; writing: Writing; tablet: Tablet; again: () => void }) {
  const { view, outbox, alarms } = tablet;
  const heading = useFocus<HTMLHeadingElement>();
  const equipment = view.equipment.value.get(writing.equipment);
  const report = view.reports.value.get(opId);
  const escalation = view.escalations.value.get(report?.escalation?.id ?? '');
  const told = toldOf(writing.kind, outbox.items.value.find((i) => i.opId === opId), report, escalation);
  const phones = equipment === undefined ? phonesOf(writing.area, view.areas.value) : nearest(alarms.phones(equipment.id));
  return (
    <div class="report">
      <h1 tabIndex={-1} ref={heading}>
        {t('report.saved')}
      </h1>
      <AtOnce doing={doingAtOnce(writing.kind, equipment)} equipment={equipment} />
      <div aria-live="polite">
        <Notice kind={told.words === 'answered' || told.words === 'closed' ? 'good' : 'warn'}>
          <Words told={told} owner={told.owner === null ? null : (view.staff.value.get(told.owner)?.name ?? told.owner)} />
        </Notice>
      </div>
      {told.phone && <Phones phones={phones} refer={told.ref} />}
      <div class="report__next">
        <a class="nhsuk-button" href="#/">
          {t('report.today')}
        </a>
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={again}>
          {t('report.another')}
        </button>
      </div>
    </div>
  );
}

function Words({ told, owner }: { told: Told; owner: string | null }) {
  switch (told.words) {
    case 'not-sent':
      return (
        <>
          <p class="report__told">{t('report.told.not-sent')}</p>
          <p>{t('report.told.not-sent.what')}</p>
        </>
      );
    case 'trying':
    case 'told':
    case 'nobody':
    case 'later':
      return (
        <>
          <p class="report__told">{t('report.told.has')}</p>
          <p>{t(`report.told.${told.words}`)}</p>
        </>
      );
    case 'answered':
      return <p class="report__told">{owner === null ? t('report.told.answered.somebody') : t('report.told.answered', { name: owner })}</p>;
    default:
      return <p class="report__told">{t(`report.told.${told.words}`)}</p>;
  }
}

function Phones({ phones, refer }: { phones: readonly { name: string; number: string; what: string }[]; refer: string }) {
  if (phones.length === 0) {
    return <p class="report__told">{t('report.phone.none')}</p>;
  }
  return (
    <section aria-labelledby="report-phone">
      <h2 id="report-phone" class="report__told">
        {t('report.phone')}
      </h2>
      <ul role="list" class="rows">
        {phones.map((p) => (
          <li key={`${p.name}${p.number}`}>
            <a class="report__call" href={`tel:${p.number}`}>
              <Icon name="phone" />
              <span class="report__number">{p.number}</span>
              <span>{[p.name, p.what].filter((w) => w !== '').join(', ')}</span>
            </a>
          </li>
        ))}
      </ul>
      {refer !== '' && <p>{t('report.ref', { ref: refer })}</p>}
    </section>
  );
}
