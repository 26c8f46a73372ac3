import { describe, expect, test } from 'vitest';
import type { Item, Report } from '../../src/core/tablet';
import { blank, doingAtOnce, membersOf, missingIn, phonesOf, toldOf } from '../../src/rooms/report/report';
import { area, byId, equipment, escalation, sealed } from './department';

const sent = (state: Item['state']): Item => sealed({ type: 'report.filed', state });
const filed = { id: 'op-1', escalation: { id: 'e1', ref: 'E-1' } } as Report;

describe('what to do at once', () => {
  const hoist = equipment('hoist-1', { treats: false });
  const crash = equipment('crash-1', { treats: false, neverWithdrawn: true });

  test('a treatment unit: do not start another patient; the radiographer in charge decides', () => {
    expect(doingAtOnce('unsafe', equipment('linac-1'))).toBe('treats');
  });

  test('what saves lives is put right where it stands: nothing says to stop using it', () => {
    expect(doingAtOnce('unsafe', crash)).toBe('put-right');
    expect(doingAtOnce('unsafe', { ...crash, treats: true })).toBe('put-right');
  });

  test('anything else unsafe is not used; a place is kept clear; a fault asks nothing at once', () => {
    expect(doingAtOnce('unsafe', hoist)).toBe('unsafe');
    expect(doingAtOnce('unsafe', undefined)).toBe('unsafe.area');
    expect(['fault', 'near-miss', 'incident', 'environment', 'stock', ''].map((k) => doingAtOnce(k as 'fault', hoist))).toEqual([null, null, null, null, null, null]);
  });
});

describe('what is sealed', () => {
  test('kind, words and either equipment or place', () => {
    expect(membersOf({ ...blank, kind: 'unsafe', equipment: 'hoist-1', area: 'linacs', text: '  sling torn ' })).toEqual({ kind: 'unsafe', text: 'sling torn', blobs: [], equipment: 'hoist-1' });
    expect(membersOf({ ...blank, kind: 'environment', area: 'linacs', text: 'wet floor', blobs: ['a'] })).toEqual({ kind: 'environment', text: 'wet floor', blobs: ['a'], area: 'linacs' });
  });

  test('what is missing is said by name', () => {
    expect(missingIn(blank)).toEqual(['kind', 'about', 'text']);
    expect(missingIn({ ...blank, kind: 'fault', area: 'linacs', text: '  ' })).toEqual(['text']);
    expect(missingIn({ ...blank, kind: 'fault', equipment: 'hoist-1', text: 'x' })).toEqual([]);
  });
});

describe('what is said to have become of it: only what Runup said', () => {
  test('offline nobody has been told, and an unsafe one says phone', () => {
    expect(toldOf('unsafe', sent('unsent'), undefined, undefined)).toMatchObject({ words: 'not-sent', phone: true });
    expect(toldOf('unsafe', undefined, undefined, undefined)).toMatchObject({ words: 'not-sent', phone: true });
    expect(toldOf('fault', sent('unsent'), undefined, undefined)).toMatchObject({ words: 'not-sent', phone: false });
    expect(toldOf('stock', sent('unsent'), undefined, undefined)).toMatchObject({ words: 'quiet', phone: false });
  });

  test('taken by Runup is not yet told: it says phone until somebody was', () => {
    expect(toldOf('unsafe', sent('accepted'), undefined, undefined)).toMatchObject({ words: 'trying', phone: true });
    expect(toldOf('unsafe', sent('accepted'), filed, escalation('e1'))).toMatchObject({ words: 'trying', phone: true, ref: 'E-e1' });
    expect(toldOf('unsafe', sent('accepted'), filed, escalation('e1', { attempted: true }))).toMatchObject({ words: 'told', phone: false });
    expect(toldOf('unsafe', sent('accepted'), filed, escalation('e1', { attempted: true, nobodyReached: true }))).toMatchObject({ words: 'nobody', phone: true });
  });

  test('answered, by whom; closed; set aside is somebody’s to look at', () => {
    expect(toldOf('unsafe', sent('accepted'), filed, escalation('e1', { state: 'acknowledged', owner: 'rosa' }))).toMatchObject({ words: 'answered', owner: 'rosa', phone: false });
    expect(toldOf('unsafe', sent('accepted'), filed, escalation('e1', { state: 'closed' }))).toMatchObject({ words: 'closed', phone: false });
    expect(toldOf('unsafe', sent('quarantined'), undefined, undefined)).toMatchObject({ words: 'set-aside', phone: true });
    expect(toldOf('stock', sent('accepted'), filed, escalation('e1', { severity: 'information' }))).toMatchObject({ words: 'later', phone: false });
  });

  test('somebody raised a quiet one: it is told as what it has become', () => {
    expect(toldOf('near-miss', sent('accepted'), filed, escalation('e1', { severity: 'do-not-use' }))).toMatchObject({ words: 'trying', phone: true });
  });

  test('of a place the numbers are its own first, then those of its site', () => {
    const areas = byId(area('a', 'A', '1'), area('b', 'B', '2'), area('c', 'C'), { ...area('d', 'D', '4'), site: 'Elsewhere' });
    expect(phonesOf('b', areas).map((p) => p.number)).toEqual(['2', '1']);
    expect(phonesOf('c', areas).map((p) => p.number)).toEqual(['1', '2']);
    expect(phonesOf('nowhere', areas)).toEqual([]);
  });
});
