import type { Draft, Equipment } from '../../core/tablet';
import { check, itemOf, type Definition } from '../../judge';
import { itemsOf } from '../../judge/definition';

/** How far a draft is: what was answered, of what is asked on this equipment on that day. */
export function progressOf(draft: Draft, definition: Definition, equipment: Equipment | undefined, day: string): { done: number; of: number } {
  const given = { readings: draft.readings, day, features: equipment?.features ?? [], points: equipment?.points.map((p) => p.id) ?? [] };
  const typed = new Set(itemsOf(definition).filter((i) => i.kind !== 'computed').map((i) => i.id));
  const asked = check(definition, given).items.filter((r) => typed.has(definition.round === 'points' ? itemOf(r.id) : r.id) && (r.verdict !== 'not-applicable' || r.why !== undefined));
  const has = (id: string): boolean => Object.prototype.hasOwnProperty.call(draft.readings, id);
  return { done: asked.filter((r) => has(r.id)).length, of: asked.length };
}
