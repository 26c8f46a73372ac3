// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TabletContext } from '../../src/app/tablet';
import Outbox from '../../src/rooms/outbox';
import { ageOf } from '../../src/rooms/outbox/age';
import type { Item } from '../../src/core/tablet';
import { fakeTablet, type Fake } from '../fake-tablet';

let tablet: Fake;
const hour = 3_600_000;
const show = () => render(<TabletContext.Provider value={tablet}><Outbox /></TabletContext.Provider>);
const item = (more: Partial<Item>): Item => ({
  opId: 'op', type: 'check.completed', seq: 1, at: tablet.clock.at - hour, state: 'unsent', failing: false, checklist: 'hoist', equipment: 'hoist-1', by: 'sam', verdict: 'pass', flags: [],
  position: null, problem: null, attempts: 0, backedUp: false, missingBlobs: [], occurrence: null, stopped: false, about: null, ackedAt: null, ...more,
});

beforeEach(() => {
  tablet = fakeTablet();
});
afterEach(cleanup);

test('C12: what is unsent is said with what to do, and "All sent" only when nothing is', async () => {
  tablet.outbox.items.value = [item({})];
  tablet.outbox.unsent.value = 1;
  tablet.outbox.oldest.value = tablet.clock.at;
  show();
  expect(screen.getByText(/Carry me to the corridor/)).toBeTruthy();
  expect(screen.queryByText('All sent')).toBeNull();
  tablet.outbox.unsent.value = 0;
  tablet.outbox.photos.value = 2;
  expect(await screen.findByText(/2 photos are not sent yet/)).toBeTruthy();
  expect(screen.queryByText('All sent')).toBeNull();
  tablet.outbox.photos.value = 0;
  expect(await screen.findByText('All sent')).toBeTruthy();
});

test('an hour is said, four hours call for a phone', async () => {
  expect([ageOf(0, hour - 1), ageOf(0, hour), ageOf(0, 4 * hour - 1), ageOf(0, 4 * hour), ageOf(null, 9 * hour)]).toEqual(['young', 'late', 'late', 'too-late', 'young']);
  tablet.outbox.unsent.value = 1;
  tablet.outbox.oldest.value = tablet.clock.at - 4 * hour;
  show();
  expect(screen.getByRole('alert').textContent).toContain('Phone a radiographer');
});

test('a network that answers in place of the server is named as what it is', () => {
  tablet.contact.state.value = 'not-runup';
  show();
  expect(screen.getByText(/answers with a page that is not Runup/)).toBeTruthy();
});

test('what is set aside says why and what to do, and the others are listed as sent', () => {
  const problem = { type: 'about:blank', title: 'x', status: 422, code: 'unknown-checklist', detail: 'The checklist is not known.', fix: 'Publish it.' } as Item['problem'];
  const aside = item({ opId: 'a', state: 'quarantined', problem });
  tablet.outbox.items.value = [aside, item({ opId: 'b', state: 'accepted', backedUp: true })];
  tablet.outbox.setAside.value = [aside];
  show();
  expect(screen.getByText('The checklist is not known. Publish it.')).toBeTruthy();
  expect(screen.getByText('Sent · backed up')).toBeTruthy();
});
