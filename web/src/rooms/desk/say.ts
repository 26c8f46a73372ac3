import type { Definition, Item } from '../../judge/definition';
import { t, type Key } from '../../words';
import type { Escalation, Names } from './desk';

/** What a matter is told with. */
export interface Things extends Pick<Names, 'equipment'> {
  checklists: ReadonlyMap<string, { title: string }>;
}

/** What it is about, as staff would say it: the machine first. */
export function title(e: Escalation, names: Names): string {
  return thing(e, names) ?? names.areas.get(e.area)?.name ?? t('desk.department');
}

export function thing(e: Escalation, names: Names): string | undefined {
  return e.equipment === null ? undefined : (names.equipment.get(e.equipment)?.name ?? e.equipment);
}

/** What is wrong, in the words of the question that failed or of what opened it. */
export function matter(e: Escalation, names: Things): string {
  const checklist = e.checklist === null ? '' : (names.checklists.get(e.checklist)?.title ?? e.checklist);
  if (e.kind === 'check' && e.item !== null) {
    const prompt = question(e.item, e, names);
    return prompt === '' ? checklist : `${checklist}: ${prompt}`;
  }
  const key = `desk.kind.${e.kind}` as Key;
  const named = kinds.includes(e.kind) ? t(key, { checklist }) : '';
  return [named, e.kind === 'report' ? reported(e) : ''].filter((part) => part !== '').join(' ');
}

const kinds: readonly string[] = ['missed', 'countersign', 'report', 'quarantine', 'tablet', 'coverage', 'engine'];

/** The words of a question, and the point it was asked at where the check goes round points. */
export function question(key: string, of: { checklist: string | null; equipment: string | null }, names: Things): string {
  const [point, name] = split(key);
  const prompt = itemOf(key, of, names)?.prompt ?? name;
  const where = names.equipment.get(of.equipment ?? '')?.points.find((one) => one.id === point)?.name;
  return where === undefined ? prompt : `${where}: ${prompt}`;
}

/** The question itself, as the checklist has it now. */
function itemOf(key: string, of: { checklist: string | null }, names: Things): Item | undefined {
  const definition = names.checklists.get(of.checklist ?? '') as Partial<Definition> | undefined;
  return (definition?.sections ?? []).flatMap((section) => section.items).find((one) => one.id === split(key)[1]);
}

/** The question as it was asked: a later version may have another unit, and a number under a wrong one is a wrong number. */
export function itemAsked(key: string, of: { checklist: string; hash: string }, names: Names): Item | undefined {
  return names.checklists.get(of.checklist)?.hash === of.hash ? itemOf(key, of, names) : undefined;
}

function split(key: string): [string, string] {
  const slash = key.indexOf('/');
  return slash < 0 ? ['', key] : [key.slice(0, slash), key.slice(slash + 1)];
}

/** The server's own words of what was filed, without its "Opened:". */
const reported = (e: Escalation): string => (e.timeline[0]?.words ?? '').replace(/^Opened: (reported: )?/, '').replace(/\.$/, '');

export const nameOf = (id: string | null, names: Names): string => (id === null ? '' : (names.staff.get(id)?.name ?? t('desk.somebody')));

/** Where it stands, in one line: who has it, or who is being called. */
export function standing(e: Escalation, names: Names): string {
  if (e.handedTo !== null) {
    return t('desk.standing.handed', { owner: nameOf(e.owner, names), to: nameOf(e.handedTo, names) });
  }
  if (e.state !== 'open') {
    const mine = e.owner === names.me.id && e.state !== 'closed' ? 'mine.' : '';
    return t(`desk.standing.${mine}${e.state}` as Key, { owner: nameOf(e.owner, names) });
  }
  if (e.nobodyReached) {
    return t('desk.standing.nobody');
  }
  const last = e.called.filter((one) => !one.tell && one.kind === 'person' && one.rung === e.rung).map((one) => nameOf(one.id, names));
  return last.length === 0 ? t('desk.standing.open') : t('desk.standing.calling', { names: listed([...new Set(last)]) });
}

export const listed = (words: readonly string[]): string => new Intl.ListFormat('en-GB').format(words);
