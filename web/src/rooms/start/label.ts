import type { Equipment } from '../../core/tablet';

/**
 * What a label says, as a camera, a keyboard-wedge scanner or a person gives it:
 * Runup's own (`RUNUP:linac-1`, or an address that ends in /equipment/linac-1 or #/start/linac-1), a GS1 key (a GIAI or GRAI as an element string, with brackets,
 * or as a GS1 digital link), or the asset's id, serial number or name.
 */
export type Read = { kind: 'found'; equipment: Equipment } | { kind: 'several'; equipment: readonly Equipment[] } | { kind: 'unknown'; text: string };

export function readLabel(text: string, all: Iterable<Equipment>): Read {
  const said = text.trim();
  const list = [...all].filter((q) => q.status !== 'decommissioned');
  const own = ownId(said);
  const exact = list.find((q) => same(q.id, own ?? said));
  if (own !== undefined || exact !== undefined) {
    return exact === undefined ? { kind: 'unknown', text: said } : { kind: 'found', equipment: exact };
  }
  const key = gs1Of(said);
  const fit = list.filter((q) => (key !== undefined && q.gs1 !== '' && same(bare(q.gs1), key)) || same(q.name, said) || (q.inventory.serial !== '' && same(q.inventory.serial, said)));
  if (fit.length === 1 && fit[0] !== undefined) {
    return { kind: 'found', equipment: fit[0] };
  }
  return fit.length > 1 ? { kind: 'several', equipment: fit } : { kind: 'unknown', text: said };
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The id in Runup's own label, or undefined where it is no such label. */
function ownId(text: string): string | undefined {
  const tagged = /^runup:(?:equipment[:/])?([a-z0-9-]+)$/i.exec(text) ?? /^https?:\/\/[^/]+\/(?:equipment|#\/start)\/([a-z0-9-]+)(?:\?.*)?$/i.exec(text);
  return tagged?.[1];
}

/** What separates variable fields in a scanned element string: the group separator, or how scanners show it. */
const separator = /[\u001d]|<GS>|\{GS\}/;

/** GIAI is application identifier 8004, GRAI 8003, GTIN 01, GLN of a place 414. Source: GS1 General Specifications, section 3. */
function gs1Of(text: string): string | undefined {
  const link = /^https?:\/\/[^/]+(?:\/[^/]+)*?\/(8004|8003|414|01)\/([^/?#]+)/i.exec(text);
  if (link?.[2] !== undefined) {
    return decoded(link[2]);
  }
  const bracketed = /\((8004|8003|414|01)\)([^(]+)/.exec(text);
  if (bracketed?.[2] !== undefined) {
    return bracketed[2].trim();
  }
  const plain = text.replace(/^\](?:C1|d2|Q3|e0|J1)/i, '').replace(new RegExp(`^(?:${separator.source})`), '');
  const field = /^(8004|8003|414)(.+)$/s.exec(plain.split(separator)[0] ?? '');
  return field?.[2] ?? (text === '' ? undefined : bare(text));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The key alone, of one that was stored with its identifier. */
const bare = (key: string): string => key.trim().replace(/^\((8004|8003|414|01)\)/, '').replace(/^(8004|8003)(?=\d{6,})/, '');

/** Equipment that words point to: every word must stand in its name, id, serial number, kind or place. */
export function search(text: string, all: Iterable<Equipment>, placeOf: (area: string) => string): Equipment[] {
  const words = text.toLowerCase().split(/\s+/).filter((w) => w !== '');
  if (words.length === 0) {
    return [];
  }
  const fits = (q: Equipment): boolean => {
    const hay = [q.id, q.name, q.kind, q.inventory.serial, q.inventory.manufacturer, q.inventory.model, placeOf(q.area)].join(' ').toLowerCase();
    return words.every((w) => hay.includes(w));
  };
  return [...all].filter((q) => q.status !== 'decommissioned' && fits(q)).sort((a, b) => a.name.localeCompare(b.name, 'en-GB', { numeric: true }));
}

/** The guard: whether the label is of the machine that the check was begun for. */
export type Guard = { ok: true } | { ok: false; meant: Equipment; scanned: Equipment };

export const guard = (meant: Equipment | undefined, scanned: Equipment): Guard =>
  meant === undefined || meant.id === scanned.id ? { ok: true } : { ok: false, meant, scanned };
