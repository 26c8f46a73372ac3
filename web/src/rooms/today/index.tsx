import type { ComponentChildren } from 'preact';
import { useTablet } from '../../app/tablet';
import type { Draft, Tablet } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { useNow } from '../../kit/useNow';
import { t } from '../../words';
import { resume } from './begin';
import { DoneRow } from './DoneRow';
import { DueRow, unheard } from './DueRow';
import type { Row } from './due';
import { Feedback, useFeedback } from './Feedback';
import { summaryOf } from './groups';
import { onToday } from './second';
import { Seconds } from './Seconds';
import { Started } from './Started';
import { Standings } from './Standings';
import { Top } from './Top';
import { useRestock } from './useRestock';
import { useSeconds } from './useSeconds';
import { useToday, type Today as Shown } from './useToday';
import './today.scss';

/** What is due for whoever holds the tablet, from the last pull and its age: read at a glance at 06:45. */
export default function Today() {
  const tablet = useTablet();
  const now = useNow(tablet.clock);
  const today = useToday(tablet, now);
  const { known, groups, holds } = today;
  const seconds = useSeconds(tablet, now).filter((w) => onToday(w, known.person, known.area));
  const feedback = useFeedback(tablet, known.person?.id ?? null);
  return (
    <div class="today">
      <Top tablet={tablet} known={known} summary={summaryOf(groups)} />
      <Standings of={holds} now={now} />
      {feedback.refused && <Feedback of={feedback} tablet={tablet} now={now} />}
      <Begun today={today} tablet={tablet} but={seconds.flatMap((w) => (w.draft === undefined ? [] : [w.draft.id]))} />
      <Seconds of={seconds} tablet={tablet} now={now} />
      <Group id="missed" title={t('today.missed.title', { count: groups.missed.length })} rows={groups.missed} today={today} tablet={tablet} said>
        <Missed rows={groups.missed} today={today} />
      </Group>
      <Group id="now" title={t('today.now')} rows={groups.now} today={today} tablet={tablet} />
      <Group id="waiting" title={t('today.waiting')} rows={groups.waiting} today={today} tablet={tablet} />
      <Group id="later" title={t('today.later')} rows={groups.later} today={today} tablet={tablet} />
      {!feedback.refused && <Feedback of={feedback} tablet={tablet} now={now} />}
      <Folded title={t('today.done', { count: groups.done.length })} count={groups.done.length}>
        {groups.done.map((r) => (
          <DoneRow key={r.occurrence.id} row={r} now={now} />
        ))}
      </Folded>
      <Folded title={t('today.others', { count: groups.others.length })} count={groups.others.length}>
        {groups.others.map((r) => (
          <Due key={r.occurrence.id} row={r} today={today} tablet={tablet} />
        ))}
      </Folded>
      <Afterwards tablet={tablet} now={now} area={known.area} />
    </div>
  );
}

interface InGroup {
  today: Shown;
  tablet: Tablet;
}

function Due({ row, today, tablet, said }: InGroup & { row: Row; said?: boolean | undefined }) {
  const { now, pulledAt } = today.known;
  return <DueRow row={row} tablet={tablet} now={now} pulledAt={pulledAt} holds={today.holdsOn(row.occurrence.equipment)} said={said} />;
}

interface Grouped extends InGroup {
  id: string;
  title: string;
  rows: readonly Row[];
  /** The title says how all of them stand. */
  said?: boolean;
  children?: ComponentChildren;
}

function Group({ id, title, rows, today, tablet, said, children }: Grouped) {
  if (rows.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby={`group-${id}`}>
      <h2 id={`group-${id}`} class="today__group">
        {title}
      </h2>
      {children}
      <ul role="list" class="rows">
        {rows.map((r) => (
          <Due key={r.occurrence.id} row={r} today={today} tablet={tablet} said={said} />
        ))}
      </ul>
    </section>
  );
}

/** What is to be done about all of them, and whether only the clock says that they were missed. */
function Missed({ rows, today }: { rows: readonly Row[]; today: Shown }) {
  const { now, pulledAt } = today.known;
  return (
    <div class="today__missed">
      <p>{t('today.missed.what', { count: rows.length })}</p>
      {rows.some((r) => !r.heard) && <p>{unheard(pulledAt, now)}</p>}
    </div>
  );
}

/** Drafts belong to the area: whoever comes may go on, and sees whose they were. Second checks have a place of their own. */
function Begun({ today, tablet, but }: InGroup & { but: readonly string[] }) {
  const loose = today.loose.filter((d) => !but.includes(d.id));
  if (today.groups.begun.length + loose.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="group-begun">
      <h2 id="group-begun" class="today__group">
        {t('today.begun')}
      </h2>
      <ul role="list" class="rows">
        {today.groups.begun.map((r) => (
          <Due key={r.occurrence.id} row={r} today={today} tablet={tablet} />
        ))}
        {loose.map((d) => (
          <Loose key={d.id} draft={d} tablet={tablet} now={today.known.now} />
        ))}
      </ul>
    </section>
  );
}

function Loose({ draft, tablet, now }: { draft: Draft; tablet: Tablet; now: number }) {
  const name = tablet.view.equipment.value.get(draft.equipment)?.name ?? draft.equipment;
  return (
    <li class="due due--now">
      <div class="due__what">
        <h3 class="due__name">
          <a href={`#/start/${draft.equipment}`}>{name}</a>
        </h3>
        <p class="due__title">{draft.checklist.title}</p>
        <Started draft={draft} tablet={tablet} now={now} />
      </div>
      <div class="due__press">
        <button type="button" class="nhsuk-button due__start" onClick={() => resume(draft)}>
          {t('today.continue')}
          <span class="nhsuk-u-visually-hidden"> {t('today.start.what', { checklist: draft.checklist.title, equipment: name })}</span>
        </button>
      </div>
    </li>
  );
}

function Folded({ title, count, children }: { title: string; count: number; children: ComponentChildren }) {
  if (count === 0) {
    return null;
  }
  return (
    <details class="today__folded">
      <summary>
        <h2>{title}</h2>
      </summary>
      <ul role="list" class="rows">{children}</ul>
    </details>
  );
}

/** What the morning leaves to fetch, and paper for when all else fails. */
function Afterwards({ tablet, now, area }: { tablet: Tablet; now: number; area: string }) {
  const lines = useRestock(tablet, now, area);
  return (
    <ul role="list" class="rows today__after">
      {lines.length > 0 && (
        <li>
          <a class="today__tool" href="#/restock">
            <Icon name="next" /> {t('today.restock', { count: lines.length })}
          </a>
        </li>
      )}
      <li>
        <a class="today__tool" href="#/paper">
          <Icon name="print" /> {t('today.paper')}
        </a>
      </li>
    </ul>
  );
}
