import { useMemo, useState } from 'preact/hooks';
import { useTablet } from '../../app/tablet';
import type { Tablet } from '../../core/tablet';
import { Notice } from '../../kit/Notice';
import { nowBy } from '../../kit/useNow';
import { dayOf } from '../../kit/when';
import { t } from '../../words';
import { nameOf, rowsOf, titleOf } from '../today/due';
import { checklistsOf } from '../today/published';
import { chosenArea } from '../today/remembered';
import { Choice, inPlace, Press, type Printable } from './choose';
import { Paper } from './Paper';
import { sheetOf } from './sheets';
import './paper.scss';

/** A form that may be printed. */
interface Form extends Printable {
  equipment: string;
  checklist: string;
  due: boolean;
}

/** Today's checklists as clean A4 forms, made of what the tablet holds: it needs no network, only a printer. */
export default function PaperForms() {
  const tablet = useTablet();
  const [now] = useState(() => nowBy(tablet.clock));
  const forms = useForms(tablet, now);
  const first = forms.filter((f) => f.due).map((f) => f.key);
  const [chosen, choose] = useState<ReadonlySet<string>>(() => new Set(first));
  const printed = forms.filter((f) => chosen.has(f.key));
  const words = printed.length === 0 ? t('paper.nothing') : t('paper.print', { count: printed.length });
  const groups = [true, false].map((due) => ({ title: t(due ? 'paper.due' : 'paper.other'), forms: forms.filter((f) => f.due === due) }));
  if (forms.length === 0) {
    return (
      <>
        <h1 tabIndex={-1}>{t('paper.title')}</h1>
        <Notice kind="warn">{t('paper.unknown')}</Notice>
      </>
    );
  }
  return (
    <>
      <div class="paper no-print">
        <h1 tabIndex={-1}>{t('paper.title')}</h1>
        <p>{t('paper.what')}</p>
        <Press words={words} ready={printed.length > 0} />
        <Choice all={t('paper.due')} first={first} groups={groups} chosen={chosen} choose={choose} />
        <Press words={words} ready={printed.length > 0} />
        <p>
          <a class="paper__link" href="#/labels">{t('paper.labels')}</a>
        </p>
      </div>
      <Sheets tablet={tablet} now={now} forms={printed} />
    </>
  );
}

/** What is due comes first and is chosen; any other published checklist can be chosen too. */
function useForms(tablet: Tablet, now: number): Form[] {
  const { view } = tablet;
  const [occurrences, checklists, equipment, areas] = [view.occurrences.value, view.checklists.value, view.equipment.value, view.areas.value];
  return useMemo(() => {
    const area = areas.has(chosenArea.value) ? chosenArea.value : '';
    const rows = rowsOf({ occurrences, checklists, equipment, areas, staff: new Map(), drafts: [], outbox: [], claims: [], person: undefined, stranger: false, pulledAt: null, now, area });
    const due = rows
      .filter((r) => r.checklist !== undefined && r.equipment !== undefined && ['due', 'overdue', 'missed', 'upcoming'].includes(r.state))
      .map((r) => formOf(r.occurrence.equipment, r.occurrence.checklist, `${nameOf(r)}: ${titleOf(r)}`, true));
    const all = inPlace(equipment, area).flatMap((q) => checklistsOf(q, checklists.values()).map((c) => formOf(q.id, c.id, `${q.name}: ${c.title}`, false)));
    const known = new Set(due.map((f) => f.key));
    return [...new Map(due.map((f) => [f.key, f])).values(), ...all.filter((f) => !known.has(f.key))];
  }, [occurrences, checklists, equipment, areas, now]);
}

const formOf = (equipment: string, checklist: string, words: string, due: boolean): Form => ({ key: `${equipment} ${checklist}`, equipment, checklist, words, due });

function Sheets({ tablet, now, forms }: { tablet: Tablet; now: number; forms: readonly Form[] }) {
  const { view, clock } = tablet;
  const heard = view.pulledAt.value;
  const sheets = forms.flatMap((f) => {
    const checklist = view.checklists.value.get(f.checklist);
    const equipment = view.equipment.value.get(f.equipment);
    return checklist === undefined || equipment === undefined ? [] : [sheetOf(checklist, equipment, { day: dayOf(now), baselines: view.baselines.value.get(equipment.id) ?? [] })];
  });
  return (
    <div class="sheets" aria-hidden="true">
      {sheets.map((s) => (
        <Paper key={s.key} sheet={s} now={now} heard={heard === null ? null : heard + (clock.offset.value ?? 0)} place={view.areas.value.get(s.equipment.area)} phones={tablet.alarms.phones(s.equipment.id)} />
      ))}
    </div>
  );
}
