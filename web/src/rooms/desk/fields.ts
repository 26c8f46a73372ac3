import { momentOf } from '../../kit/when';
import { t, type Key } from '../../words';
import type { Check, Escalation, Names } from './desk';
import { may, type Offer } from './offers';
import { nameOf } from './say';

/** One thing that a form asks. `must` is asked for before anything is sent; the server asks again. `when` hides it otherwise. */
export type Field = Asked & ({ kind: 'words' | 'line' | 'time' } | { kind: 'choice'; options: readonly { value: string; text: string }[] });

interface Asked {
  name: string;
  label: Key;
  hint?: Key;
  must?: boolean;
  when?: (given: Given) => boolean;
}

export type Given = Readonly<Record<string, string>>;

const note: Field = { name: 'note', kind: 'words', label: 'desk.field.note' };
const because: Field = { ...note, label: 'desk.field.because', must: true };
const line = (name: string, label: Key, must = false): Field => ({ name, kind: 'line', label, must });
const until: Field = { name: 'until', kind: 'time', label: 'desk.field.until', must: true };

/** What to ask for an act. */
export function fieldsOf(act: Offer['act'], e: Escalation, names: Names, since: readonly Check[]): readonly Field[] {
  switch (act) {
    case 'took-out-of-use':
    case 'put-right':
    case 'verbal-confirmed':
      return [note];
    case 'restricted':
      return [line('restriction', 'desk.field.restriction', true), until, note];
    case 'fault-logged':
      return [line('reference', 'desk.field.reference', true), line('vendor', 'desk.field.vendor'), note];
    case 'engineer-called':
      return [line('who', 'desk.field.who', true), { name: 'eta', kind: 'time', label: 'desk.field.eta' }, note];
    case 'to-engineer':
      return [engineer(names), line('visitor', 'desk.field.visitor'), line('company', 'desk.field.company'), note];
    case 'from-engineer':
      return [line('work', 'desk.field.work', true), line('parts', 'desk.field.parts'), affects, post(e, names), note];
    case 'adjusted':
      return [line('work', 'desk.field.work', true), post(e, names), note];
    case 'verbal-authorisation':
      return [phoned(names), said, until, note];
    case 'severity':
      return [{ name: 'severity', kind: 'choice', label: 'desk.field.severity', must: true, options: others(e, names) }, because];
    case 'hand-over':
      return [colleague(names), note];
    case 'close':
      return closeFields(e, since, names);
    default:
      return [because];
  }
}

const affects: Field = {
  name: 'affectsPerformance',
  kind: 'choice',
  label: 'desk.field.affects',
  must: true,
  options: [],
};

const engineer = (names: Names): Field => choice('engineer', 'desk.field.engineer', people(names, (s) => s.role === 'engineer'));
const phoned = (names: Names): Field => choice('staff', 'desk.field.phoned', people(names, (s) => s.role === 'physicist' || s.role === 'superintendent'), true);
const colleague = (names: Names): Field => choice('to', 'desk.field.colleague', people(names, (s) => s.registered && s.id !== names.me.id), true);

/** The words of an authorisation by telephone come from a list: what is read out is what was said. */
const spoken = [
  'treat with the energies that passed',
  'treat patients already on treatment',
  'treat palliative patients only',
  'use with a second person present',
  'use after a repeat measurement that agrees',
  'use for imaging only',
  'use without the feature that failed',
];
const said: Field = { name: 'words', kind: 'choice', label: 'desk.field.words', must: true, options: spoken.map((value) => ({ value, text: value })) };

function choice(name: string, label: Key, options: readonly { value: string; text: string }[], must = false): Field {
  return { name, kind: 'choice', label, must, options };
}

function people(names: Names, fits: (one: { id: string; role: string; registered: boolean }) => boolean): { value: string; text: string }[] {
  const list = [...names.staff.values()].filter(fits).map((one) => ({ value: one.id, text: one.name }));
  return list.sort((a, b) => a.text.localeCompare(b.text));
}

function post(e: Escalation, names: Names): Field {
  const kind = e.equipment === null ? undefined : names.equipment.get(e.equipment)?.kind;
  const fit = [...names.checklists.values()].filter((one) => kind !== undefined && one.equipmentKinds.includes(kind));
  return { ...choice('postMaintenance', 'desk.field.post', fit.map((one) => ({ value: one.id, text: one.title }))), hint: 'desk.field.post-hint' };
}

const order = ['information', 'advice', 'put-right', 'before-use', 'do-not-use'] as const;

/** Anybody raises; lowering takes its own power. */
function others(e: Escalation, names: Names): { value: string; text: string }[] {
  const now = order.indexOf(e.severity);
  const offered = order.filter((one, i) => (i > now || may(names, 'lower-severity')) && one !== e.severity);
  return offered.map((value) => ({ value, text: t(`severity.${value}`) }));
}

const rechecked = ['repaired-rechecked', 'rechecked-within-tolerance', 'adjusted-rechecked', 'measurement-error-rechecked', 'accepted-with-restriction'];
const settled = ['put-right', 'duplicate', 'raised-in-error', 'check-not-required', 'decommissioned'];

function closeFields(e: Escalation, since: readonly Check[], names: Names): readonly Field[] {
  const reasons = [...(e.severity === 'put-right' ? ['put-right'] : rechecked), ...settled.filter((one) => one !== 'put-right' || e.severity !== 'put-right')];
  const fields: Field[] = [
    choice('reason', 'desk.field.reason', reasons.map((value) => ({ value, text: t(`desk.reason.${value}` as Key) })), true),
    { ...note, label: 'desk.field.found', must: true },
  ];
  const passed = since.filter((check) => check.verdict === 'pass');
  if (passed.length > 0) {
    fields.push(choice('recheck', 'desk.field.recheck', passed.map((check) => ({ value: check.id, text: `${nameOf(check.performedBy, names)}, ${momentOf(Date.parse(check.finishedAt ?? check.receivedAt), Date.now())}` }))));
  }
  fields.push({ ...line('restriction', 'desk.field.restriction', true), when: ({ reason }) => reason === 'accepted-with-restriction' });
  if (e.severity === 'do-not-use') {
    fields.push({ name: 'incident', kind: 'choice', label: 'desk.field.incident', must: true, options: [] }, { ...line('incidentReference', 'desk.field.incident-reference'), when: ({ incident }) => incident === 'yes' });
  }
  return fields;
}

/** Yes and no, where a field's options are its own. */
export const optionsOf = (field: Field & { kind: 'choice' }): readonly { value: string; text: string }[] =>
  field.options.length > 0 || !yesNo.includes(field.name) ? field.options : [{ value: 'yes', text: t('desk.yes') }, { value: 'no', text: t('desk.no') }];

const yesNo: readonly string[] = ['affectsPerformance', 'incident'];
