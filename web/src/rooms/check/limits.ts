import type { Consequence, Item, Limits } from '../../judge/definition';
import type { Edges, Given } from '../../judge';
import { own } from '../../judge/given';
import { t } from '../../words';
import { decimals, shownNumber } from './typed';

/** The limits that hold here: the checklist's, or what this department set. */
export function limitsHere(item: Item, key: string, given: Pick<Given, 'references'>): Limits | undefined {
  const set = own(given.references, key) ?? own(given.references, item.id);
  return item.limits?.local === true ? set?.limits : item.limits;
}

/** Limits in words, as somebody would say them: "2 % tolerance: 98.0 to 102.0 nC", and what lies beyond. */
export function limitWords(item: Item, key: string, edges: Edges, given: Pick<Given, 'references'>, shown = 0): string[] {
  const limits = limitsHere(item, key, given);
  const all: number[] = Object.values(edges);
  const digits = Math.max(shown, Math.min(room(all), Math.max(0, ...all.map((e) => decimals(Number(e.toPrecision(6)))))));
  const n = (v: number | undefined): string | undefined => (v === undefined ? undefined : fixed(v, digits));
  const unit = item.unit ?? '';
  const words: string[] = [];
  const tolerance = range(n(edges.toleranceLow), n(edges.toleranceHigh), unit);
  if (tolerance !== undefined) {
    const percent = even(limits?.toleranceLow, limits?.toleranceHigh);
    words.push(limits?.type === 'percent' && percent !== undefined ? t('check.tolerance.percent', { percent: shownNumber(percent), range: tolerance }) : t('check.tolerance', { range: tolerance }));
  }
  const suspension = range(n(edges.suspensionLow), n(edges.suspensionHigh), unit);
  if (suspension !== undefined) {
    words.push(t(`check.beyond.${item.onSuspension ?? ('do-not-use' satisfies Consequence)}`, { range: suspension }));
  }
  return words;
}

/** As many places as five digits leave behind the point: no fewer than a worked out value is shown with. */
const room = (all: readonly number[]): number => Math.max(0, 5 - Math.max(1, ...all.map((e) => String(Math.trunc(Math.abs(e))).length)));

const fixed = (v: number, digits: number): string => v.toFixed(digits).replace('-', '\u2212');

function range(low: string | undefined, high: string | undefined, unit: string): string | undefined {
  const gaps = { low: low ?? '', high: high ?? '', unit };
  if (low !== undefined && high !== undefined) {
    return t('check.range', gaps).trim();
  }
  return low !== undefined ? t('check.range.from', gaps).trim() : high !== undefined ? t('check.range.to', gaps).trim() : undefined;
}

/** Both edges as far away: then one number says it. */
const even = (low: number | undefined, high: number | undefined): number | undefined => (low !== undefined && high !== undefined && -low === high ? high : (low === undefined ? high : high === undefined ? -low : undefined));
