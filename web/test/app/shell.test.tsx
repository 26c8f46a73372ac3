// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { App } from '../../src/app/App';
import type { Room } from '../../src/app/rooms';
import { replace } from '../../src/app/route';
import { switching } from '../../src/app/switching';
import { updateReady } from '../../src/app/update';
import type { Draft } from '../../src/core/tablet';
import { fakeTablet, type Fake } from '../fake-tablet';

const today: Room = { path: '/', load: async () => ({ default: () => <><h1>Today</h1><input aria-label="half typed" /></> }) };
const other: Room = { path: '/other', load: async () => ({ default: () => <h1>Other</h1> }), nav: { words: 'nav.outbox', icon: 'up' } };
const help: Room = { path: '/help', load: async () => ({ default: () => <h1>Help</h1> }), open: true };
let tablet: Fake;

const show = () => render(<App tablet={tablet} among={[today, other, help]} />);

beforeEach(() => {
  tablet = fakeTablet();
  replace('/');
  switching.value = false;
});
afterEach(cleanup);

test('the name of who holds the tablet is on every screen, and whether it is verified', async () => {
  show();
  expect(screen.getByRole('banner').textContent).toContain('Sam Sample');
  tablet.people.unverified('Alex from the agency');
  expect((await screen.findByText('not verified')).closest('header')?.textContent).toContain('Alex from the agency');
});

test('C12: "All sent" is said only when no result and no photo is unsent', async () => {
  tablet.outbox.unsent.value = 3;
  tablet.outbox.photos.value = 1;
  show();
  expect(screen.getByRole('banner').textContent).toContain('3 not sent yet');
  tablet.outbox.unsent.value = 0;
  expect(await screen.findByText('1 photo not sent yet')).toBeTruthy();
  tablet.outbox.photos.value = 0;
  expect(await screen.findByText('All sent')).toBeTruthy();
});

test('locking hides the room and keeps what was typed in it', async () => {
  show();
  const field = (await screen.findByLabelText('half typed')) as HTMLInputElement;
  field.value = '1013';
  tablet.people.lock();
  await screen.findByRole('heading', { name: 'Who are you?' });
  expect(field.closest('[hidden]')).not.toBeNull();
  await tablet.people.signIn('sam', '482615');
  await screen.findByRole('heading', { name: 'Today' });
  expect(field.isConnected && field.closest('[hidden]') === null && field.value).toBe('1013');
});

test('phone numbers are reached with nobody signed in', async () => {
  tablet.people.lock();
  replace('/help');
  show();
  expect(await screen.findByRole('heading', { name: 'Help' })).toBeTruthy();
});

test('a tablet that is not enrolled shows set-up', async () => {
  tablet.device.enrolled.value = null;
  tablet.people.lock();
  show();
  expect(await screen.findByRole('heading', { name: 'Set up this tablet' })).toBeTruthy();
});

test('a computer at a desk begins with what needs an answer, and offers nothing that wants a tablet', async () => {
  const desk: Room = { path: '/desk', load: async () => ({ default: () => <h1>Needs an answer</h1> }), nav: { words: 'nav.desk', icon: 'phone' }, desk: true };
  tablet.device.enrolled.value = null;
  render(<App tablet={tablet} among={[today, other, help, desk]} />);
  expect(await screen.findByRole('heading', { name: 'Needs an answer' })).toBeTruthy();
  expect(screen.getByRole('navigation').textContent).toBe('Needs an answer');
});

test('C13: a tablet that cannot save says paper, and offers what it holds', () => {
  tablet.broken.value = 'UnknownError';
  show();
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('This tablet cannot save. Use the paper sheets.');
  expect(screen.getByText('Save what is not sent to a file')).toBeTruthy();
});

test('entering a room moves the focus to its heading', async () => {
  show();
  await screen.findByRole('heading', { name: 'Today' });
  replace('/other');
  const heading = await screen.findByRole('heading', { name: 'Other' });
  expect(document.activeElement).toBe(heading);
});

test('before it locks the tablet says so; any touch or key answers, does nothing else, and gives the focus back', async () => {
  show();
  const had: (string | null | undefined)[] = [];
  const drawn = new MutationObserver(() => had.push(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent));
  const field = (await screen.findByLabelText('half typed')) as HTMLInputElement;
  for (const answer of [(dialog: HTMLElement) => fireEvent.click(dialog), (dialog: HTMLElement) => fireEvent.keyDown(dialog, { key: 'Tab' }), () => fireEvent.click(screen.getByText('Stay signed in'))]) {
    field.focus();
    drawn.observe(document.querySelector('main')!.parentElement!, { childList: true });
    tablet.people.leaving.value = tablet.clock.at + 30_000;
    const dialog = await screen.findByRole('alertdialog', { name: 'Are you still there?' });
    expect(dialog.textContent).toContain('30 seconds left');
    expect(document.activeElement?.textContent).toBe('Stay signed in');
    answer(dialog);
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(document.activeElement).toBe(field);
    drawn.disconnect();
  }
  expect(had, 'as it comes and as it goes, before the next key can').toEqual(Array.from({ length: 3 }, () => ['Stay signed in', 'half typed']).flat());
  expect(tablet.asked.filter(([what]) => what === 'stay')).toHaveLength(3);
});

test('C6: a newer build is offered on Today, to whoever holds the tablet, and while no check is begun', async () => {
  const offered = (): boolean => screen.queryByText('A newer version of Runup is ready.') !== null;
  const begun = { id: 'd-1' } as Draft;
  updateReady.value = true;
  try {
    show();
    expect(await screen.findByText('A newer version of Runup is ready.')).toBeTruthy();
    for (const [block, free] of [[() => (tablet.drafts.all.value = [begun]), () => (tablet.drafts.all.value = [])], [() => replace('/other'), () => replace('/')], [() => tablet.people.lock(), () => tablet.people.unverified('Alex')]] as const) {
      block();
      await waitFor(() => expect(offered()).toBe(false));
      free();
      await waitFor(() => expect(offered()).toBe(true));
    }
  } finally {
    updateReady.value = false;
  }
});

test('a wrong clock is said with how far and which way', () => {
  tablet.clock.wrong.value = true;
  tablet.clock.offset.value = 3 * 3600_000;
  show();
  expect(screen.getByText(/3 hours slow/)).toBeTruthy();
});

test('the skip link goes to the content', () => {
  show();
  fireEvent.click(screen.getByText('Skip to the main content'));
  expect(document.activeElement?.id).toBe('main');
});
