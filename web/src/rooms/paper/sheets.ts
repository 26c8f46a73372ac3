import type { Baseline, Checklist, Equipment } from '../../core/tablet';
import { one, type Edges, type Given, type Item, type Reference } from '../../judge';
import { itemsOf } from '../../judge/definition';
import { t } from '../../words';
import { applies } from '../check/steps';
import { published } from '../today/published';

/** One checklist for one piece of equipment on one day, as it is printed. */
export interface Sheet {
  key: string;
  equipment: Equipment;
  checklist: ReturnType<typeof published>;
  sections: readonly { title: string; lines: readonly Line[] }[];
  /** Names, where it goes round points. */
  points: readonly string[];
}

export interface Line {
  /** Its number on the sheet; '' of what is only told. */
  number: string;
  item: Item;
  /** What passes and what does not, in words. */
  limits: readonly string[];
  box: Box;
}

/** What there is to fill in. */
export type Box = 'yes-no' | 'options' | 'value' | 'date' | 'lot' | 'worked-out' | 'photo' | 'none';

const boxes: Readonly<Record<Item['kind'], Box>> = {
  confirm: 'yes-no', choice: 'options', number: 'value', count: 'value', date: 'date', text: 'value', photo: 'photo', computed: 'worked-out', 'compare-to-last': 'value', 'lot-range': 'lot',
  instrument: 'value', instruction: 'none',
};

export interface About {
  /** The department's day. */
  day: string;
  baselines: readonly Baseline[];
}

/** Lays a checklist out for paper: what is not asked on this equipment or on this weekday is left out, as on the tablet. */
export function sheetOf(definition: Checklist, equipment: Equipment, about: About): Sheet {
  const references = referencesOf(definition.id, about.baselines);
  let n = 0;
  const sections = definition.sections.map((s) => ({
    title: String(s.title),
    lines: (s.items as unknown as readonly Item[])
      .filter((item) => applies(item, { day: about.day, features: equipment.features }))
      .map((item): Line => {
        const box = boxes[item.kind];
        return { number: box === 'none' ? '' : String(++n), item, limits: limitsInWords(definition, item, about.day, references), box };
      }),
  }));
  return {
    key: `${equipment.id} ${definition.id}`, equipment, checklist: published(definition), sections: sections.filter((s) => s.lines.length > 0),
    points: definition.round === 'points' ? equipment.points.map((p) => p.name) : [],
  };
}

export function referencesOf(checklist: string, baselines: readonly Baseline[]): Record<string, Reference> {
  const set: Record<string, Reference> = {};
  for (const b of baselines.filter((each) => each.checklist === checklist)) {
    set[b.item] = { ...(typeof b.value === 'number' ? { value: b.value } : {}), ...(b.limits === undefined ? {} : { limits: b.limits as NonNullable<Reference['limits']> }) };
  }
  return set;
}

/** The edges are the judge's own: it is asked about a value, and says what it held it against. */
export function edgesOf(definition: Checklist, item: Item, day: string, references: Record<string, Reference>): Edges | undefined {
  const given: Omit<Given, 'readings'> = { day, references };
  const probe = references[item.id]?.value ?? item.limits?.reference?.value ?? item.plausible?.min ?? 0;
  return one(definition, item.id, { value: probe }, given)?.limits;
}

function limitsInWords(definition: Checklist, item: Item, day: string, references: Record<string, Reference>): string[] {
  switch (item.kind) {
    case 'confirm':
      return item.expect === false ? [t('paper.expect.no')] : [];
    case 'count':
      return item.atLeast === undefined ? [] : [t('paper.at-least', { count: item.atLeast })];
    case 'date':
      return [dateInWords(item)];
    case 'compare-to-last':
      return [t('paper.compare')];
    case 'lot-range':
      return [t('paper.lot')];
    case 'number':
    case 'computed':
      return item.limits === undefined ? plausibleInWords(item) : numbersInWords(item, edgesOf(definition, item, day, references));
    default:
      return [];
  }
}

function dateInWords(item: Item): string {
  if (item.meaning === 'opened' || item.meaning === 'examined') {
    return t(`paper.date.${item.meaning}`, { count: item.plusMonths ?? 0 });
  }
  return t('paper.date.expiry');
}

const plausibleInWords = ({ plausible, unit = '' }: Item): string[] =>
  plausible?.min === undefined || plausible.max === undefined ? [] : [t('paper.plausible', { range: range(plausible.min, plausible.max, unit) })];

function numbersInWords(item: Item, edges: Edges | undefined): string[] {
  if (edges === undefined) {
    return [t('paper.limits.unset')];
  }
  const unit = item.unit ?? '';
  const words: string[] = [];
  const outside = t(`paper.severity.${item.onTolerance ?? 'advice'}`);
  const beyondThat = t(`paper.severity.${item.onSuspension ?? 'do-not-use'}`);
  if (edges.toleranceLow !== undefined || edges.toleranceHigh !== undefined) {
    words.push(t('paper.limits.ok', { range: range(edges.toleranceLow, edges.toleranceHigh, unit) }));
    words.push(t('paper.limits.tolerance', { what: outside }));
  }
  if ((edges.suspensionLow !== undefined || edges.suspensionHigh !== undefined) && !(outside === beyondThat && lieOutside(edges))) {
    words.push(t('paper.limits.suspension', { range: beyond(edges.suspensionLow, edges.suspensionHigh, unit), what: beyondThat }));
  }
  return words;
}

/** Whatever is beyond a suspension level is outside of the tolerance too: what is done about both need not be said twice. */
const lieOutside = (edges: Edges): boolean =>
  (edges.suspensionLow === undefined || edges.toleranceLow !== undefined) && (edges.suspensionHigh === undefined || edges.toleranceHigh !== undefined);

function range(low: number | undefined, high: number | undefined, unit: string): string {
  const of = (v: number): string => `${shown(v)}${unit === '' ? '' : ` ${unit}`}`;
  if (low === undefined || high === undefined) {
    return low !== undefined ? t('paper.from', { low: of(low) }) : high !== undefined ? t('paper.to', { high: of(high) }) : '';
  }
  return t('paper.between', { low: shown(low), high: of(high) });
}

function beyond(low: number | undefined, high: number | undefined, unit: string): string {
  const of = (v: number | undefined): string => (v === undefined ? '' : `${shown(v)}${unit === '' ? '' : ` ${unit}`}`);
  return t(low === undefined ? 'paper.above' : high === undefined ? 'paper.below' : 'paper.beyond', { low: of(low), high: of(high) });
}

/** Up to six digits that mean something, with a true minus sign. */
const shown = (v: number): string => String(Number(v.toPrecision(6))).replace('-', '−');

/** What a wrong answer comes to: its word, and what to do, from the checklist. */
export function ifNot(item: Item): string {
  if (item.kind === 'choice') {
    const wrong = (item.options ?? []).filter((o) => o.consequence !== undefined);
    const comesTo = (o: (typeof wrong)[number]): string => t(`paper.severity.${o.consequence ?? 'do-not-use'}`);
    return [...new Set(wrong.map(comesTo))].map((what) => t('paper.if.option', { option: wrong.filter((o) => comesTo(o) === what).map((o) => o.label).join(' / '), what })).join(' ');
  }
  const judged = item.kind === 'confirm' || item.kind === 'count' || item.kind === 'date' || item.kind === 'compare-to-last' || item.kind === 'lot-range';
  return judged ? t(`paper.severity.${item.onFail ?? 'do-not-use'}`) : '';
}

/** Names of the items that a formula uses, for whoever must work it out by hand. */
export function formulaInWords(definition: Checklist, item: Item): string {
  const names = new Map(itemsOf(definition).map((i) => [i.id.replace(/-/g, '_'), i.id]));
  return (item.formula ?? '').replace(/[A-Za-z_]\w*/g, (word) => names.get(word) ?? word);
}
