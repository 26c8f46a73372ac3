import { useEffect, useMemo, useState } from 'preact/hooks';
import { useTablet } from '../../app/tablet';
import { go } from '../../app/route';
import type { Check, Equipment, Escalation, Tablet } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { useNow } from '../../kit/useNow';
import { useWedge } from '../../kit/useWedge';
import { Verdict } from '../../kit/Verdict';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import { alone, operatorsAmong } from '../today/allowed';
import { Alone } from '../today/Alone';
import { begin, opening } from '../today/begin';
import { whyDropped } from '../today/Dropped';
import { DueRow } from '../today/DueRow';
import { openStates } from '../today/due';
import { checklistsOf, type Published } from '../today/published';
import { Seconds } from '../today/Seconds';
import { HoldWords, ToDesk } from '../today/Standings';
import { useSeconds } from '../today/useSeconds';
import { aboutOf, openAbout, standingsOf, type Seen } from '../today/standing';
import { useEquipmentRows } from './useEquipmentRows';
import { readLabel } from './label';
import '../today/today.scss';
import './start.scss';

/** One machine: how it stands, what is due on it, what can be done on it, what was found last and what is open about it. */
export default function Start({ gaps }: { gaps: Record<string, string> }) {
  const tablet = useTablet();
  const now = useNow(tablet.clock);
  const { view } = tablet;
  useWedge((text) => {
    const read = readLabel(text, view.equipment.value.values());
    go(read.kind === 'found' ? `/start/${read.equipment.id}` : '/find');
  });
  const seconds = useSeconds(tablet, now);
  const equipment = view.equipment.value.get(gaps['equipment'] ?? '');
  if (equipment === undefined) {
    return <Unknown id={gaps['equipment'] ?? ''} />;
  }
  return (
    <div class="today start">
      <Head equipment={equipment} tablet={tablet} />
      <Status equipment={equipment} tablet={tablet} now={now} />
      <Seconds of={seconds.filter((w) => w.equipment.id === equipment.id)} tablet={tablet} now={now} here />
      <DueHere equipment={equipment} tablet={tablet} now={now} />
      <Others equipment={equipment} tablet={tablet} now={now} />
      <Last equipment={equipment} tablet={tablet} now={now} />
      <Open equipment={equipment} tablet={tablet} now={now} />
      <a class="nhsuk-button nhsuk-button--secondary" href={`#/report?equipment=${equipment.id}`}>
        <Icon name="out-of-tolerance" /> {t('start.report')}
      </a>
    </div>
  );
}

interface Props {
  equipment: Equipment;
  tablet: Tablet;
  now: number;
}

function Unknown({ id }: { id: string }) {
  return (
    <div class="start">
      <h1 tabIndex={-1}>{t('start.none')}</h1>
      <p>{t('start.unknown', { text: id })}</p>
      <a class="nhsuk-button" href="#/find">
        {t('start.find')}
      </a>
    </div>
  );
}

function Head({ equipment: q, tablet }: Omit<Props, 'now'>) {
  const { manufacturer, model, serial } = q.inventory;
  const place = tablet.view.areas.value.get(q.area);
  return (
    <header>
      <h1 class="start__name" tabIndex={-1}>
        {q.name}
      </h1>
      <p class="soft">{[place?.name ?? q.area, [manufacturer, model].filter((w) => w !== '').join(' '), serial === '' ? '' : t('start.serial', { serial }), q.id].filter((w) => w !== '').join(' · ')}</p>
    </header>
  );
}

const seenBy = ({ view, alarms }: Tablet): Seen => ({
  equipment: view.equipment.value, escalations: view.escalations.value, reports: view.reports.value, checklists: view.checklists.value, staff: view.staff.value,
  alarms: alarms.open.value,
});

function Status({ equipment, tablet, now }: Props) {
  const holds = standingsOf(equipment, seenBy(tablet));
  if (holds.length === 0) {
    return (
      <Notice kind="good">
        <p class="hold__words">
          <Icon name="pass" /> {t('start.in-service')}
        </p>
      </Notice>
    );
  }
  return (
    <ul role="list" class="rows">
      {holds.map((h) => (
        <li key={`${h.kind} ${h.escalation ?? ''}`}>
          <Notice kind={h.kind === 'alarm' || h.kind === 'out' ? 'stop' : 'warn'} alert={h.kind === 'alarm'}>
            <HoldWords of={h} now={now} />
          </Notice>
        </li>
      ))}
    </ul>
  );
}

function DueHere({ equipment, tablet, now }: Props) {
  const rows = useEquipmentRows(tablet, equipment, now).filter((r) => openStates.includes(r.state) || r.state === 'contested' || r.state === 'awaiting-confirmation' || r.state === 'set-aside');
  return (
    <section aria-labelledby="start-due">
      <h2 id="start-due" class="today__group">
        {t('start.due')}
      </h2>
      {rows.length === 0 ? (
        <p>{t('start.due.none')}</p>
      ) : (
        <ul role="list" class="rows">
          {rows.map((r) => (
            <DueRow key={r.occurrence.id} row={r} tablet={tablet} now={now} pulledAt={tablet.view.pulledAt.value} holds={[]} here />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Any published checklist that applies, due or not. */
function Others({ equipment, tablet, now }: Props) {
  const { view, people } = tablet;
  const due = new Set(useEquipmentRows(tablet, equipment, now).filter((r) => openStates.includes(r.state)).map((r) => r.occurrence.checklist));
  const operators = useMemo(() => operatorsAmong(view.staff.value.values(), now), [view.staff.value, now]);
  const list = checklistsOf(equipment, view.checklists.value.values()).filter((c) => !due.has(c.id));
  const holder = people.holder.value?.staff;
  const person = holder == null ? undefined : view.staff.value.get(holder);
  if (list.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="start-others">
      <h2 id="start-others" class="today__group">
        {t('start.others')}
      </h2>
      <ul role="list" class="rows">
        {list.map((c) => (
          <li key={c.id} class="due">
            <div class="due__what">
              <h3 class="start__list">{c.title}</h3>
              <Alone of={alone(person, c, equipment.id, operators, now)} />
            </div>
            <AdHoc checklist={c} equipment={equipment} tablet={tablet} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function AdHoc({ checklist, equipment, tablet }: { checklist: Published; equipment: Equipment; tablet: Tablet }) {
  const key = `${checklist.id} ${equipment.id}`;
  return (
    <button
      type="button" class="nhsuk-button nhsuk-button--secondary start__adhoc" aria-disabled={opening.value === key}
      onClick={() => void begin(tablet, { checklist: checklist.id, equipment: equipment.id, occurrence: null })}
    >
      {t('start.adhoc')}
      <span class="nhsuk-u-visually-hidden"> {checklist.title}</span>
    </button>
  );
}

function Last({ equipment, tablet, now }: Props) {
  const [checks, set] = useState<readonly Check[]>();
  const heard = tablet.view.checked.value;
  useEffect(() => {
    let gone = false;
    void tablet.view.checks({ equipment: equipment.id, limit: 5 }).then((found) => {
      if (!gone) {
        set(found);
      }
    });
    return () => {
      gone = true;
    };
  }, [tablet, equipment.id, heard]);
  if (checks === undefined) {
    return null;
  }
  const nameOf = (c: Check): string => (c.performedBy === null ? (c.performedByName ?? '') : (tablet.view.staff.value.get(c.performedBy)?.name ?? c.performedBy));
  return (
    <section aria-labelledby="start-last">
      <h2 id="start-last" class="today__group">
        {t('start.last')}
      </h2>
      {checks.length === 0 && <p>{t('start.last.none')}</p>}
      <ol role="list" class="rows">
        {checks.map((c) => (
          <li key={c.id} class="start__last">
            <Came of={c} />
            <span>{tablet.view.checklists.value.get(c.checklist)?.title ?? c.checklist}</span>
            <span class="soft">{[momentOf(Date.parse(c.finishedAt ?? c.receivedAt), now), nameOf(c)].filter((w) => w !== '').join(' · ')}</span>
          </li>
        ))}
      </ol>
      <DroppedHere equipment={equipment} tablet={tablet} now={now} />
    </section>
  );
}

/** What a check came to, where it counts and may be seen. */
function Came({ of }: { of: Check }) {
  const hidden = of.flags.includes('voided') ? 'start.last.voided' : of.flags.includes('awaiting-second-check') ? 'start.last.hidden' : null;
  return hidden === null ? <Verdict of={of.verdict} /> : <span class="soft">{t(hidden)}</span>;
}

/** What was begun on it by mistake has no result, and its reason is looked for here. */
function DroppedHere({ equipment, tablet, now }: Props) {
  const list = tablet.drafts.dropped.value.filter((d) => d.equipment === equipment.id).slice(0, 3);
  if (list.length === 0) {
    return null;
  }
  return (
    <ul role="list" class="rows">
      {list.map((d) => (
        <li key={d.id} class="start__last">
          <span>{tablet.view.checklists.value.get(d.checklist)?.title ?? d.checklist}</span>
          <span class="soft">{whyDropped(d, tablet, now)}</span>
        </li>
      ))}
    </ul>
  );
}

function Open({ equipment, tablet, now }: Props) {
  const seen = seenBy(tablet);
  const open = openAbout(equipment.id, seen.escalations);
  const owner = (e: Escalation): string => (e.owner === null ? t('standing.nobody') : t('standing.owner', { name: seen.staff.get(e.owner)?.name ?? e.owner }));
  return (
    <section aria-labelledby="start-open">
      <h2 id="start-open" class="today__group">
        {t('start.open')}
      </h2>
      {open.length === 0 && <p>{t('start.open.none')}</p>}
      <ul role="list" class="rows">
        {open.map((e) => (
          <li key={e.id} class="card">
            <p class="hold__words">{t(`severity.${e.severity}`)}</p>
            <p>{aboutOf(e, seen)}</p>
            <p class="soft">{[t('standing.since', { time: momentOf(Date.parse(e.openedAt), now) }), owner(e), t('standing.ref', { ref: e.ref })].join(' · ')}</p>
            <ToDesk escalation={e.id} about={e.ref} />
          </li>
        ))}
      </ul>
    </section>
  );
}
