// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TabletContext } from '../../src/app/tablet';
import type { PhoneBook } from '../../src/core/tablet';
import { nearest } from '../../src/kit/nearest';
import HelpRoom from '../../src/rooms/help';
import { Help } from '../../src/rooms/help/Help';
import { fakeTablet, type Fake } from '../fake-tablet';

const somebody = (id: string, what: string, ...numbers: string[]) => ({ id, name: id, what, numbers });
const book: PhoneBook = {
  at: Date.UTC(2026, 10, 25, 6, 41), over: false,
  on: [somebody('Rosa', 'radiographer'), somebody('Sofia', 'superintendent', '+44 7700 900106')],
  places: [somebody('CT planning', '', '2120')],
  anyHour: [],
  later: [{ ...somebody('Ed', 'on call engineer', '7001'), from: Date.UTC(2026, 10, 25, 19) }],
  teams: [somebody('Estates', '', '01632960202')],
};
let tablet: Fake;

beforeEach(() => {
  tablet = fakeTablet();
  tablet.alarms.book.value = book;
});
afterEach(cleanup);

const show = () => render(<TabletContext.Provider value={tablet}><Help /></TabletContext.Provider>);

test('help says who is on now, by which number, and how old that is', () => {
  show();
  expect(screen.getByText('As Runup said it at 06:41.')).toBeTruthy();
  expect(screen.getAllByRole('heading', { level: 3 }).map((h) => h.textContent)).toEqual(['On now', 'Places', 'Teams']);
  expect(screen.getByRole('link', { name: '+44 7700 900106' }).getAttribute('href')).toBe('tel:+447700900106');
  expect(screen.getByText('Rosa').closest('li')?.textContent).toContain('find them');
  expect(screen.getByText('Ed').closest('li')?.textContent).toContain('on call engineer, from 19:00');
});

test('a list from so long ago that it names nobody on now says so aloud', () => {
  tablet.alarms.book.value = { ...book, on: [], over: true, at: Date.UTC(2026, 10, 24, 6, 41) };
  show();
  expect(screen.getByText(/from yesterday 06:41: who is on now is no longer known here/)).toBeTruthy();
  expect(screen.queryByRole('heading', { name: 'On now' })).toBeNull();
  expect(screen.getByRole('link', { name: '2120' })).toBeTruthy();
});

test('of many numbers three are tried first, and three are shown where nobody is known to be on', () => {
  const phones = (...first: boolean[]) => first.map((f, i) => ({ name: `${i}`, first: f }));
  expect(nearest(phones(true, true, true, true, false)).map((p) => p.name)).toEqual(['0', '1', '2']);
  expect(nearest(phones(true, false, false, false)).map((p) => p.name)).toEqual(['0']);
  expect(nearest(phones(false, false, false, false)).map((p) => p.name)).toEqual(['0', '1', '2']);
});

test('a computer at a desk says that it keeps none, and to whom they are shown', () => {
  tablet.alarms.book.value = { at: null, over: false, on: [], places: [], anyHour: [], later: [], teams: [] };
  tablet.device.enrolled.value = null;
  show();
  expect(screen.getByText(/keeps no numbers: they are shown to whoever is signed in/)).toBeTruthy();
});

test('only a tablet is sent on to paper and to what is not sent: a desk has neither', () => {
  const ways = () => screen.queryAllByRole('button', { name: /^(Print paper forms|Sent and not sent)$/ }).length;
  const room = <TabletContext.Provider value={tablet}><HelpRoom /></TabletContext.Provider>;
  render(room);
  expect(ways()).toBe(2);
  cleanup();
  tablet.device.enrolled.value = null;
  render(room);
  expect(ways()).toBe(0);
});
