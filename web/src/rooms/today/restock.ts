import type { Check, Checklist, Equipment } from '../../core/tablet';
import { itemOf, pointOf, type Item } from '../../judge';
import { itemsOf } from '../../judge/definition';

/** One line of what is to be fetched or ordered. */
export interface Line {
  key: string;
  what: string;
  equipment: string;
  point: string;
  why: 'below-par' | 'failing' | 'put-right';
  /** How many are short, where a number says so. */
  quantity: number | null;
  found: string;
}

/**
 * What the checks of a day found short, over all of them: one line an item, as its newest check saw it. The server's list
 * goes by the same rules and further back.
 */
export function restockOf(checks: readonly Check[], checklists: ReadonlyMap<string, Checklist>, equipment: ReadonlyMap<string, Equipment>): Line[] {
  const lines = new Map<string, Line | null>();
  for (const c of [...checks].sort((a, b) => b.position - a.position)) {
    const definition = checklists.get(c.checklist);
    if (definition === undefined || c.flags.includes('voided')) {
      continue;
    }
    const items = new Map(itemsOf(definition).map((i) => [i.id, i]));
    for (const judged of c.items) {
      const key = `${c.equipment} ${c.checklist} ${judged.id}`;
      const item = items.get(definition.round === 'points' ? itemOf(judged.id) : judged.id);
      if (item !== undefined && seen(item, judged.verdict) && !lines.has(key)) {
        lines.set(key, lineOf(key, c, judged.id, item, judged.verdict, equipment.get(c.equipment)));
      }
    }
  }
  return [...lines.values()].filter((l): l is Line => l !== null).sort((a, b) => a.what.localeCompare(b.what) || a.equipment.localeCompare(b.equipment));
}

const seen = (item: Item, verdict: Check['verdict']): boolean =>
  (item.restock !== undefined || item.kind === 'count') && verdict !== 'not-evaluated' && verdict !== 'not-applicable';

interface Answer {
  value?: unknown;
  putRight?: { found?: string; did?: string } | null;
}

function lineOf(key: string, c: Check, id: string, item: Item, verdict: Check['verdict'], q: Equipment | undefined): Line | null {
  const reading = (c.readings[id] ?? {}) as Answer;
  const short = item.kind === 'count' && typeof reading.value === 'number' && item.atLeast !== undefined ? item.atLeast - reading.value : 0;
  const why = short > 0 ? 'below-par' : verdict !== 'pass' ? 'failing' : reading.putRight ? 'put-right' : null;
  if (why === null || (why === 'put-right' && item.restock === undefined)) {
    return null;
  }
  return {
    key, what: item.restock ?? item.prompt ?? item.id, equipment: q?.name ?? c.equipment, point: q?.points.find((p) => p.id === pointOf(id))?.name ?? '', why,
    quantity: short > 0 ? short : null, found: reading.putRight?.found ?? '',
  };
}
