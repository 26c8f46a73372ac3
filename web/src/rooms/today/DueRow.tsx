import type { Tablet } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { clockOf, momentOf } from '../../kit/when';
import { t } from '../../words';
import { Alone } from './Alone';
import { begin, opening, refused, resume } from './begin';
import { nameOf, openStates, titleOf, type Row } from './due';
import { Claim } from './Claim';
import { DroppedOnRow } from './Dropped';
import { listed } from './names';
import { byTwo } from './second';
import type { Standing } from './standing';
import { HoldOnRow } from './Standings';
import { Started } from './Started';
import { State, toneOf } from './State';

interface Props {
  row: Row;
  tablet: Tablet;
  now: number;
  pulledAt: number | null;
  holds: readonly Standing[];
  /** On the machine's own page, which has its name and label already. */
  here?: boolean;
  /** The heading above it says how it stands: the row does not say it again. */
  said?: boolean | undefined;
}

/** What somebody registered has to look at. */
const waits: readonly Row['state'][] = ['awaiting-confirmation', 'contested', 'set-aside'];

/** One check due: what, where, until when, how it stands, what to know before starting, and the one thing to press. */
export function DueRow({ row, tablet, now, pulledAt, holds, here = false, said = false }: Props) {
  const startable = openStates.includes(row.state) || row.state === 'set-aside';
  return (
    <li class={`due due--${toneOf(row.state)}`}>
      <div class="due__what">
        {here ? <h3 class="due__name">{titleOf(row)}</h3> : <Named row={row} />}
        <p class="due__when">
          {!said && <State of={row.state} />} <span>{when(row, now, said)}</span>
        </p>
        {holds.map((h) => (
          <HoldOnRow key={`${h.kind}${h.escalation ?? ''}`} of={h} />
        ))}
        {!said && <Known row={row} now={now} pulledAt={pulledAt} />}
        {startable && <Alone of={row.alone} />}
        {row.draft !== undefined && <Started draft={row.draft} tablet={tablet} now={now} />}
        <Claim row={row} now={now} />
        {startable && !here && <DroppedOnRow row={row} tablet={tablet} now={now} />}
        {waits.includes(row.state) && tablet.people.holder.value?.registered === true && (
          <a class="hold__answer" href="#/desk">
            {t('today.to-desk')}
            <span class="nhsuk-u-visually-hidden"> {nameOf(row)}</span>
          </a>
        )}
      </div>
      {startable && <Press row={row} tablet={tablet} scan={!here && row.draft === undefined} />}
    </li>
  );
}

const Named = ({ row }: { row: Row }) => (
  <>
    <h3 class="due__name">
      <a href={`#/start/${row.occurrence.equipment}`}>{nameOf(row)}</a>
    </h3>
    <p class="due__title">{titleOf(row)}</p>
  </>
);

/** What stands behind the state: who did it, who differs, and whether only the clock says so. */
function Known({ row, now, pulledAt }: { row: Row; now: number; pulledAt: number | null }) {
  if ((row.state === 'overdue' || row.state === 'missed') && !row.heard) {
    return <p class="due__small">{unheard(pulledAt, now)}</p>;
  }
  switch (row.state) {
    case 'contested':
      return <p class="due__small">{t('today.contested.what', { who: listed(row.by) })}</p>;
    case 'awaiting-confirmation':
      return <p class="due__small">{`${t(byTwo(row.checklist) ? 'today.awaiting.second' : 'today.awaiting.what')} (${listed(row.by)})`}</p>;
    case 'set-aside':
      return <p class="due__small">{t('today.set-aside.what')}</p>;
    default:
      return null;
  }
}

export const unheard = (pulledAt: number | null, now: number): string => (pulledAt === null ? t('today.unheard.never') : t('today.unheard', { time: momentOf(pulledAt, now) }));

function when(row: Row, now: number, said: boolean): string {
  const o = row.occurrence;
  const due = momentOf(Date.parse(o.dueAt), now);
  const words =
    row.state === 'upcoming'
      ? t('today.opens', { opens: momentOf(Date.parse(o.opensAt), now), time: due })
      : row.state === 'overdue' || row.state === 'missed'
        ? t(said ? 'today.overdue' : `today.${row.state}`, { time: due })
        : row.state === 'due'
          ? t('today.due', { time: due })
          : o.doneAt === null
            ? ''
            : clockOf(Date.parse(o.doneAt));
  const why = o.origin === 'planned' || o.why === null ? '' : t(`today.${o.origin}`, { why: o.why });
  return [words, row.area?.name ?? '', why, o.gating ? t('today.gating') : ''].filter((w) => w !== '').join(' · ');
}

function Press({ row, tablet, scan }: { row: Row; tablet: Tablet; scan: boolean }) {
  const what = { checklist: row.occurrence.checklist, equipment: row.occurrence.equipment, occurrence: row.occurrence.id };
  const key = `${what.checklist} ${what.equipment}`;
  const press = (): void => void (row.draft === undefined ? begin(tablet, what) : resume(row.draft));
  return (
    <>
      <div class="due__press">
        <button type="button" class="nhsuk-button due__start" aria-disabled={opening.value === key} onClick={press}>
          {opening.value === key ? t('today.starting') : t(row.draft === undefined ? 'today.start' : 'today.continue')}
          <span class="nhsuk-u-visually-hidden"> {t('today.start.what', { checklist: titleOf(row), equipment: nameOf(row) })}</span>
        </button>
        {scan && (
          <a class="due__scan" href={`#/find?for=${row.occurrence.id}`}>
            <Icon name="scan" />
            <span>
              {t('today.scan')}
              <span class="nhsuk-u-visually-hidden"> {t('today.scan.what', { equipment: nameOf(row) })}</span>
            </span>
          </a>
        )}
      </div>
      {refused.value?.what === key && (
        <Notice kind="warn" alert>
          {t(refused.value.reason === 'open-elsewhere' ? 'today.refused.open-elsewhere' : 'today.refused')}
        </Notice>
      )}
    </>
  );
}
