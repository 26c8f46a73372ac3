import { useMemo, useState } from 'preact/hooks';
import { useTablet } from '../../app/tablet';
import type { Equipment, Tablet } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { nowBy } from '../../kit/useNow';
import { dayOf } from '../../kit/when';
import { t } from '../../words';
import { nameOf, rowsOf, titleOf } from '../today/due';
import { checklistsOf } from '../today/published';
import { chosenArea } from '../today/remembered';
import { Paper } from './Paper';
import { sheetOf } from './sheets';
import './paper.scss';

/** A form that may be printed. */
interface Form {
  key: string;
  equipment: string;
  checklist: string;
  words: string;
  due: boolean;
}

/** Today's checklists as clean A4 forms, made of what the tablet holds: it needs no network, only a printer. */
export default function PaperForms() {
  const tablet = useTablet();
  const [now] = useState(() => nowBy(tablet.clock));
  const forms = useForms(tablet, now);
  const [chosen, choose] = useState<ReadonlySet<string>>(() => new Set(forms.filter((f) => f.due).map((f) => f.key)));
  const printed = forms.filter((f) => chosen.has(f.key));
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
        <Press count={printed.length} />
        <Choice forms={forms} chosen={chosen} choose={choose} />
        <Press count={printed.length} />
      </div>
      <Sheets tablet={tablet} now={now} forms={printed} />
    </>
  );
}

function Press({ count }: { count: number }) {
  return (
    <p>
      <button type="button" class="nhsuk-button paper__press" aria-disabled={count === 0} onClick={() => count > 0 && print()}>
        <Icon name="print" /> {count === 0 ? t('paper.nothing') : t('paper.print', { count })}
      </button>
    </p>
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

const inPlace = (all: ReadonlyMap<string, Equipment>, area: string): Equipment[] =>
  [...all.values()].filter((q) => q.status !== 'decommissioned' && (area === '' || q.area === area)).sort((a, b) => a.name.localeCompare(b.name, 'en-GB', { numeric: true }));

function Choice({ forms, chosen, choose }: { forms: readonly Form[]; chosen: ReadonlySet<string>; choose: (keys: ReadonlySet<string>) => void }) {
  const toggle = (key: string): void => {
    const keys = new Set(chosen);
    if (!keys.delete(key)) {
      keys.add(key);
    }
    choose(keys);
  };
  const part = (due: boolean) => forms.filter((f) => f.due === due);
  return (
    <>
      <div class="row">
        <button type="button" class="nhsuk-button nhsuk-button--secondary paper__some" onClick={() => choose(new Set(part(true).map((f) => f.key)))}>
          {t('paper.due')}
        </button>
        <button type="button" class="nhsuk-button nhsuk-button--secondary paper__some" onClick={() => choose(new Set())}>
          {t('paper.none')}
        </button>
      </div>
      {[true, false].map(
        (due) =>
          part(due).length > 0 && (
            <fieldset class="nhsuk-fieldset" key={String(due)}>
              <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">{t(due ? 'paper.due' : 'paper.other')}</legend>
              {part(due).map((f) => (
                <label key={f.key} class="paper__one">
                  <input type="checkbox" checked={chosen.has(f.key)} onChange={() => toggle(f.key)} />
                  <span>{f.words}</span>
                </label>
              ))}
            </fieldset>
          ),
      )}
    </>
  );
}

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
