import type { Draft, Equipment } from '../../core/tablet';
import type { Definition } from '../../judge';
import { asking, formOf, progress } from '../check/steps';

/** How far a draft is, counted as the check itself counts: what was answered, of what is asked on this equipment on that day. */
export function progressOf(draft: Draft, definition: Definition, equipment: Equipment | undefined, day: string): { done: number; of: number } {
  const form = formOf(definition, { day, features: equipment?.features ?? [], points: equipment?.points.map((p) => p.id) ?? [] });
  const { done, of } = progress(asking(form), draft.readings);
  return { done, of };
}
