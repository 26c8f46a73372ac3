// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TabletContext } from '../../src/app/tablet';
import { orderOf } from '../../src/rooms/check/StopScreen';
import { systemKeyboard } from '../../src/rooms/check/keyboard';
import Room from '../../src/rooms/check/index';
import { fakeTablet, someone, type Fake } from '../fake-tablet';
import { buttons, hoist, meter, sxr, trolley } from './definitions';
import { fakeEditing, machine, type FakeEditing } from './fake-editing';
import type { Definition } from '../../src/judge';

let tablet: Fake;

beforeEach(() => {
  tablet = fakeTablet();
  const sam = tablet.view.staff.value.get('sam');
  tablet.view.staff.value = new Map([...tablet.view.staff.value, ['sam', { ...(sam ?? someone('sam', 'Sam Sample')), authorisations: [hoist, sxr, buttons, trolley, meter].map((d) => may('sam', d.id, 'authorised')) }]]);
  tablet.view.areas.value = new Map([['bunker-1', { id: 'bunker-1', name: 'Bunker 1', site: 'main', phone: '01632 960 101' } as never]]);
  systemKeyboard.value = false;
});
afterEach(cleanup);

const may = (staff: string, checklist: string, capacity: 'operator' | 'authorised' | 'trainee') => ({ id: `${staff}-${checklist}`, staff, checklist, equipment: null, capacity, from: '2026-01-01T00:00:00.000Z', until: null, withdrawnAt: null, withdrawnBy: null, grantedBy: 'x', evidence: '', assessor: null, basis: null, reviewOn: null, procedure: null, codes: [] });

async function show(definition: Definition, more: Parameters<typeof machine>[3] = {}, given: Parameters<typeof fakeEditing>[3] = {}, name = 'Hoist 1'): Promise<FakeEditing> {
  const editing = await fakeEditing(tablet, definition, machine('it', name, 'hoist', more), given);
  render(<TabletContext.Provider value={tablet}><Room gaps={{ id: 'check-1' }} /></TabletContext.Provider>);
  await screen.findByRole('heading', { level: 1 });
  return editing;
}

const group = (name: RegExp): HTMLElement => screen.getByRole('group', { name });
const tap = (name: string | RegExp, within_?: HTMLElement): void => void fireEvent.click((within_ === undefined ? screen : within(within_)).getByRole('button', { name }));
const choose = (name: string | RegExp, inside: HTMLElement): void => void fireEvent.click(within(inside).getByRole('radio', { name }));
const type = (id: string, text: string): void => {
  const box = document.getElementById(id) as HTMLInputElement;
  fireEvent.focus(box);
  fireEvent.input(box, { target: { value: text } });
  fireEvent.keyDown(box, { key: 'Enter' });
};
const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 5));

test('an answer is said to be saved when the disk has it and not before', async () => {
  const editing = await show(hoist);
  let letGo = (): void => undefined;
  editing.disk.waits = new Promise((done) => (letGo = done));
  const brakes = group(/Every brake/);
  choose('Yes', brakes);
  await settled();
  expect(within(brakes).getByText('OK')).toBeTruthy();
  expect(within(brakes).getByText('Saving…')).toBeTruthy();
  expect(within(brakes).queryByText('Saved')).toBeNull();
  letGo();
  await within(brakes).findByText('Saved');
  expect(editing.draft.value.readings['brakes']).toEqual({ value: true });
});

test('an answer that the disk refuses is loud, stays on the screen, stops Finish, and can be tried again', async () => {
  const editing = await show(hoist);
  editing.disk.refuses = true;
  choose('Yes', group(/Every brake/));
  await screen.findByText('NOT saved on this tablet');
  expect((await screen.findAllByRole('alert')).some((a) => a.textContent?.includes('could not be saved'))).toBe(true);
  expect(editing.draft.value.readings['brakes']).toBeUndefined();
  tap('End this check');
  expect(screen.queryByRole('button', { name: 'Finish and save' })).toBeNull();
  editing.disk.refuses = false;
  tap('Try to save again');
  await waitFor(() => expect(editing.draft.value.readings['brakes']).toEqual({ value: true }));
  await waitFor(() => expect(screen.queryByText(/could not be saved/)).toBeNull());
});

test('A failing answer is put back once, then takes the whole screen before the disk has answered', async () => {
  const editing = await show(hoist);
  const brakes = group(/Every brake/);
  choose('No', brakes);
  await within(brakes).findByText('You answered: No. Is that what you found?');
  expect(editing.alerts).toEqual([]);
  await settled();
  editing.disk.waits = new Promise(() => undefined);
  tap('That is what I found', brakes);
  const title = await screen.findByRole('heading', { name: 'Do not use Hoist 1' });
  expect(title.closest('[role=alert]')).not.toBeNull();
  expect(document.activeElement).toBe(title);
  expect(document.querySelectorAll('[role=alert]')).toHaveLength(1);
  expect(screen.getByText('01632 960 101')).toBeTruthy();
  expect(screen.getByText(/Nobody has been told yet: phone/)).toBeTruthy();
});

test('the full screen follows the server\'s word, says who was told, and lets go', async () => {
  const editing = await show(hoist);
  const brakes = group(/Every brake/);
  choose('No', brakes);
  await settled();
  tap('That is what I found', brakes);
  await waitFor(() => expect(editing.alerts).toEqual(['brakes']));
  await waitFor(() => expect((screen.getByRole('button', { name: 'Nobody answered' }) as HTMLButtonElement).disabled).toBe(false));
  tap('Nobody answered');
  tap('Left a notice on it');
  tap('I phoned Bunker 1');
  tap('Told in person');
  fireEvent.input(screen.getByLabelText('Who was it?'), { target: { value: 'Rosa' } });
  tap('Save');
  expect(tablet.asked.filter(([what]) => what === 'say').map(([, id, said]) => [id, said])).toEqual([
    ['alert-brakes', { how: 'nobody-answered', whom: '' }], ['alert-brakes', { how: 'left-a-notice', whom: '' }], ['alert-brakes', { how: 'phoned', whom: 'Bunker 1' }], ['alert-brakes', { how: 'in-person', whom: 'Rosa' }],
  ]);
  const say = (more: object): void => void (tablet.alarms.open.value = tablet.alarms.open.value.map((a) => ({ ...a, ...more })));
  say({ told: 'nobody-yet' });
  expect(await screen.findByText(/Nobody has been told yet: phone. Runup has it/)).toBeTruthy();
  say({ told: 'told', who: ['Rosa Radiographer'], phone: false, ref: 'E-4F2K', said: [{ how: 'nobody-answered', whom: '', at: tablet.clock.at }] });
  expect(await screen.findByText('Told: Rosa Radiographer. Nobody has answered yet.')).toBeTruthy();
  expect(screen.getByText('Reference E-4F2K')).toBeTruthy();
  expect(screen.getByText('Runup goes on calling until somebody answers.')).toBeTruthy();
  expect(screen.queryByText(/Nobody has been told yet/)).toBeNull();
  tap('Continue with the check');
  expect(screen.queryByText('Do not use Hoist 1')).toBeNull();
  expect(await within(brakes).findByText(/confirmed by you and passed on/)).toBeTruthy();
});

test('when nothing of the alarm could be kept the screen says so: only a phone helps', async () => {
  const editing = await show(hoist);
  choose('No', group(/Every brake/));
  await settled();
  editing.disk.refuses = true;
  tap('That is what I found');
  expect(await screen.findByText(/could NOT be kept on the tablet/)).toBeTruthy();
});

test('a failing answer that was tapped by mistake is taken back and tells nobody', async () => {
  const editing = await show(hoist);
  const brakes = group(/Every brake/);
  choose('No', brakes);
  await settled();
  tap('I tapped the wrong answer', brakes);
  choose('Yes', brakes);
  await settled();
  expect(editing.alerts).toEqual([]);
  expect(editing.draft.value.readings['brakes']).toEqual({ value: true, earlier: [{ value: false, mistyped: true }] });
  expect(editing.result.value.items.find((i) => i.id === 'brakes')?.verdict).toBe('pass');
  expect(within(brakes).getByText('Mistyped before: No')).toBeTruthy();
});

test('once it was confirmed another answer is another look, and never a clean pass', async () => {
  const editing = await show(hoist);
  const brakes = group(/Every brake/);
  choose('No', brakes);
  await settled();
  tap('That is what I found', brakes);
  await waitFor(() => expect(editing.alerts).toEqual(['brakes']));
  tap('Continue with the check');
  choose('Yes', brakes);
  await settled();
  expect(editing.draft.value.readings['brakes']?.earlier).toEqual([{ value: false, reason: 'looked again after it was told' }]);
  expect(editing.result.value.items.find((i) => i.id === 'brakes')?.verdict).toBe('out-of-tolerance');
});

test('what saves lives is never to be left unused: it says act now', async () => {
  await show(hoist, { neverWithdrawn: true }, {}, 'Crash trolley');
  const battery = group(/The battery/);
  choose('No', battery);
  await settled();
  tap('That is what I found', battery);
  expect(await screen.findByRole('heading', { name: 'Act now: Crash trolley' })).toBeTruthy();
  expect(document.body.textContent).not.toMatch(/[Dd]o not use|stop using/);
  expect(orderOf('do-not-use', { neverWithdrawn: true })).toBe('act-now');
  expect([orderOf('do-not-use', { neverWithdrawn: false }), orderOf('before-use', undefined), orderOf('put-right', undefined)]).toEqual(['do-not-use', 'before-use', 'act-now']);
});

test('a slip on the keypad is asked about: did you mean 101.2', async () => {
  const editing = await show(sxr, {}, { references: { output: { value: 100 } } }, 'SXR');
  type('field-output-direct', '1012');
  expect((await screen.findByRole('alert')).textContent).toBe('Did you mean 101.2 nC?');
  expect(editing.draft.value.readings['output-direct']).toBeUndefined();
  choose('101.2 nC', group(/Did you mean/));
  await settled();
  expect(editing.draft.value.readings['output-direct']).toEqual({ value: 101.2 });
  expect(screen.getByText('2 % tolerance: 98.0 to 102.0 nC. Outside 97.0 to 103.0 nC: do not use')).toBeTruthy();
});

test('what the instrument really shows is kept though it is not plausible, and cannot be judged', async () => {
  const editing = await show(sxr);
  type('field-output-direct', '1012');
  choose(/It shows 1012 nC/, await screen.findByRole('group', { name: /Did you mean/ }));
  await settled();
  expect(editing.draft.value.readings['output-direct']).toEqual({ value: 1012 });
  expect(within(group(/Constancy/)).getByText('Cannot be judged')).toBeTruthy();
});

test('mistyped keeps both and judges the new one; that is the reading raises it', async () => {
  const editing = await show(sxr);
  type('field-output-direct', '104,2');
  await screen.findByText('The instrument shows 104.2 nC?');
  tap('I mistyped it');
  await settled();
  type('field-output-direct', '101.2');
  await settled();
  expect(editing.draft.value.readings['output-direct']).toEqual({ value: 101.2, earlier: [{ value: 104.2, mistyped: true }] });
  expect(editing.alerts).toEqual([]);
});

test('it is measured again at most twice, each with a reason, and what failed first is never a clean pass', async () => {
  const editing = await show(sxr, { treats: true });
  const it = group(/Constancy/);
  type('field-output-direct', '104.2');
  tap('That is the reading', await screen.findByRole('group', { name: /The instrument shows/ }));
  expect(await screen.findByText(/radiographer in charge decides about anyone on the couch/)).toBeTruthy();
  tap('Continue with the check');
  for (const [value, reason] of [['103.9', 'Set-up was wrong'], ['101.0', 'Other instrument']] as const) {
    tap('Measure again', it);
    tap('Measure again', it);
    expect(within(it).getByText('Give a reason, or cancel.')).toBeTruthy();
    tap(reason, it);
    tap('Measure again', it);
    await settled();
    type('again-output-direct', value);
    await settled();
  }
  expect(editing.draft.value.readings['output-direct']?.earlier).toEqual([{ value: 104.2, reason: 'Set-up was wrong' }, { value: 103.9, reason: 'Other instrument' }]);
  expect(editing.result.value.items.find((i) => i.id === 'output-direct')?.verdict).toBe('out-of-tolerance');
  expect(within(it).queryByRole('button', { name: 'Measure again' })).toBeNull();
  expect(within(it).getByText(/measured three times/)).toBeTruthy();
});

test('what is worked out is shown live by the same judge, and what went into it can be what was mistyped', async () => {
  const editing = await show(sxr, {}, { references: { output: { value: 100 } } });
  const output = group(/output, against/);
  expect(within(output).getByText(/Worked out when these are in/)).toBeTruthy();
  type('field-temperature', '20');
  type('field-pressure', '101.325');
  type('field-reading', '104.2');
  expect(await within(output).findByText('104.2 nC')).toBeTruthy();
  expect(within(output).getByText('Worked out from: Temperature in this room 20 °C, Air pressure 101.325 kPa, 100 kV: reading of the chamber 104.2 nC')).toBeTruthy();
  expect(within(output).getByText('Suspension level – do not use')).toBeTruthy();
  tap(/I mistyped 104.2/, output);
  await settled();
  type('field-reading', '101');
  expect(await within(output).findByText('101 nC')).toBeTruthy();
  expect(within(output).getByText('OK')).toBeTruthy();
  expect(editing.draft.value.readings['reading']).toEqual({ value: 101, earlier: [{ value: 104.2, mistyped: true }] });
});

test('a number whose result was told is not typed over', async () => {
  const editing = await show(sxr, {}, { references: { output: { value: 100 } } });
  type('field-temperature', '20');
  type('field-pressure', '101.325');
  type('field-reading', '104.2');
  tap('That is the reading', await screen.findByRole('group', { name: /It works out/ }));
  await waitFor(() => expect(editing.alerts).toEqual(['output']));
  tap('Continue with the check');
  expect(document.querySelector('input#field-reading')).toBeNull();
  expect(within(group(/reading of the chamber/)).getByRole('button', { name: 'Measure again' })).toBeTruthy();
});

test('pads out of date are put right on the spot: it passes and keeps what was found', async () => {
  const editing = await show(trolley, { neverWithdrawn: true }, { lastSeen: { seal: 'A-1182' } }, 'Crash trolley');
  const pads = group(/Expiry of the pads/);
  type('field-day-pads-expiry', '20');
  type('field-month-pads-expiry', '11');
  type('field-year-pads-expiry', '2026');
  await within(pads).findByText(/It says 20 November 2026. Is that so/);
  tap('Put right just now', pads);
  expect((within(pads).getByLabelText('What did you find?') as HTMLTextAreaElement).value).toBe('The date was 20 November 2026');
  tap('It is right now', pads);
  expect(within(pads).getByText('Say what you found, what you did, and how it is now.')).toBeTruthy();
  tap('Replaced', pads);
  type('now-day-pads-expiry', '30');
  type('now-month-pads-expiry', '11');
  type('now-year-pads-expiry', '2028');
  await settled();
  tap('It is right now', pads);
  await settled();
  expect(editing.draft.value.readings['pads-expiry']).toEqual({ value: '2028-11-30', putRight: { found: 'The date was 20 November 2026', did: 'Replaced' } });
  expect(editing.result.value.items.find((i) => i.id === 'pads-expiry')?.verdict).toBe('pass');
  expect(editing.result.value.flags).toContain('put-right');
  expect(editing.alerts).toEqual([]);
});

test('a seal is shown with the one seen last; the same is one tap, another is compared', async () => {
  const editing = await show(trolley, {}, { lastSeen: { seal: 'A-1182' } });
  const seal = group(/Number of the seal/);
  choose(/The seal is A-1182/, seal);
  await settled();
  expect(editing.draft.value.readings['seal']).toEqual({ value: 'A-1182' });
  expect(within(seal).getByText('OK')).toBeTruthy();
});

test('a count is one tap; too few is put back', async () => {
  const editing = await show(trolley);
  const cylinders = group(/Cylinders/);
  choose('1', cylinders);
  await within(cylinders).findByText('There are 1?');
  expect(editing.draft.value.readings['cylinders']).toEqual({ value: 1 });
});

test('what does not apply needs a reason, and is offered only where the checklist allows it', async () => {
  const editing = await show(trolley);
  expect(screen.getAllByRole('button', { name: 'Does not apply' })).toHaveLength(1);
  tap('Does not apply');
  tap('It does not apply');
  expect(editing.draft.value.readings['sign']).toBeUndefined();
  tap('Not fitted');
  tap('It does not apply');
  await settled();
  expect(editing.draft.value.readings['sign']).toEqual({ notApplicable: 'Not fitted' });
});

test('the date of last time is offered with who read it, and confirmed by a tap', async () => {
  const editing = await fakeEditing(tablet, hoist, machine('it', 'Hoist 1', 'hoist'));
  editing.lasts['thorough-examination'] = { value: '2026-09-12', at: tablet.clock.at - 86_400_000, by: 'Amir' };
  render(<TabletContext.Provider value={tablet}><Room gaps={{ id: 'check-1' }} /></TabletContext.Provider>);
  choose(/The label still says 12 September 2026/, await screen.findByRole('group', { name: /thorough examination/ }).then(async (g) => (await within(g).findByRole('radio', { name: /still says/ }), g)));
  await settled();
  expect(editing.draft.value.readings['thorough-examination']).toEqual({ value: '2026-09-12' });
  expect(screen.getByText('Good until 12 March 2027')).toBeTruthy();
});

test('yesterday\'s number is shown only after one\'s own is in; a second checker is shown none', async () => {
  const editing = await fakeEditing(tablet, sxr, machine('it', 'SXR', 'sxr'));
  editing.lasts['output-direct'] = { value: 100.7, at: tablet.clock.at - 86_400_000, by: 'Amir' };
  editing.lasts['temperature'] = { value: 21.5, at: tablet.clock.at - 86_400_000, by: 'Amir' };
  render(<TabletContext.Provider value={tablet}><Room gaps={{ id: 'check-1' }} /></TabletContext.Provider>);
  await screen.findByRole('group', { name: /Constancy/ });
  await settled();
  expect(screen.queryByText(/100\.7/)).toBeNull();
  type('field-output-direct', '101');
  expect(await screen.findByText(/Last time 100.7 nC/)).toBeTruthy();
  cleanup();
  editing.draft.value = { ...editing.draft.value, seconds: 'check-0' };
  render(<TabletContext.Provider value={tablet}><Room gaps={{ id: 'check-1' }} /></TabletContext.Provider>);
  expect(await screen.findByText(/Second check: the first readings stay hidden/)).toBeTruthy();
  await settled();
  expect(screen.queryByText(/100\.7/)).toBeNull();
});

test('a pressure measured a while ago is offered with from where, when and whom, and used by a tap', async () => {
  const editing = await fakeEditing(tablet, sxr, machine('it', 'SXR', 'sxr'));
  editing.carry['pressure'] = { value: 100.9, at: tablet.clock.at - 3_600_000, by: 'Sam', from: 'this site' };
  render(<TabletContext.Provider value={tablet}><Room gaps={{ id: 'check-1' }} /></TabletContext.Provider>);
  expect(await screen.findByText('100.9 kPa for this site, from 05:45, Sam')).toBeTruthy();
  tap('Still so: use it');
  await settled();
  expect(editing.draft.value.readings['pressure']).toEqual({ value: 100.9 });
});

test('test equipment is chosen from a list with how its calibration stands', async () => {
  tablet.view.equipment.value = new Map([
    ['c1', machine('c1', 'Chamber 1', 'ionisation-chamber', { calibrationDue: '2026-11-24' })], ['c2', machine('c2', 'Chamber 2', 'ionisation-chamber', { calibrationDue: '2027-05-01' })], ['t', machine('t', 'Thermometer', 'thermometer')],
  ]);
  const editing = await show(sxr, {}, { instruments: { c1: { kind: 'ionisation-chamber', calibrationDue: '2026-11-24' }, c2: { kind: 'ionisation-chamber', calibrationDue: '2027-05-01' } } });
  const chamber = group(/Which chamber/);
  expect(within(chamber).getAllByRole('radio').map((r) => (r as HTMLInputElement).value)).toEqual(['c2', 'c1']);
  expect(within(chamber).getByText('Out of calibration since 24 November 2026: cannot be judged with it')).toBeTruthy();
  choose(/Chamber 1/, chamber);
  await settled();
  expect(editing.draft.value.readings['chamber']).toEqual({ value: 'c1' });
  expect(within(chamber).getByText('Cannot be judged')).toBeTruthy();
});

test('a round: each point with its state, a failure at its own point, and nothing that answers for all at once', async () => {
  const points = ['p1', 'p2', 'p3'].map((id, n) => ({ id, name: `Point ${n + 1}`, affects: [] }));
  const editing = await show(buttons, { points, neverWithdrawn: true }, {}, 'Call buttons');
  expect(screen.getByText('Tell switchboard that you are testing.')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /all.*(worked|ok|yes)/i })).toBeNull();
  tap('Next: Point 1');
  choose('Yes', group(/it sounds/));
  choose('Yes', group(/It resets/));
  await settled();
  tap('Next: Point 2');
  choose('No', group(/it sounds/));
  await settled();
  tap('That is what I found');
  expect(await screen.findByText('Not as it must be: Point 2: When pressed, it sounds.')).toBeTruthy();
  await waitFor(() => expect(editing.alerts).toEqual(['p2/sounds']));
  tap('Continue with the check');
  await settled();
  tap('All points');
  expect(screen.getByRole('button', { name: /^Point 1/ }).textContent).toContain('OK');
  expect(screen.getByRole('button', { name: /^Point 2/ }).textContent).toContain('Fail');
  expect(screen.getByRole('button', { name: /^Point 3 ?Not begun/ })).toBeTruthy();
  tap(/^Point 3/);
  expect(screen.getByRole('heading', { name: 'Point 3' })).toBeTruthy();
  expect(editing.draft.value.readings).toMatchObject({ 'p1/sounds': { value: true }, 'p2/sounds': { value: false } });
});

test('Finish names what is missing, and what is sealed is saved here before it is sent anywhere', async () => {
  const editing = await show(hoist);
  choose('Yes', group(/Every brake/));
  await settled();
  tap('End this check');
  expect(screen.getByRole('heading', { name: '2 questions are not answered' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Finish and save' })).toBeNull();
  tap('The battery is charged');
  await settled();
  choose('Yes', group(/The battery/));
  tap('Today', group(/thorough examination/));
  await settled();
  tap('Finish');
  fireEvent.input(screen.getByLabelText('Note on the whole check (optional)'), { target: { value: 'Patient 943 476 5919' } });
  expect(screen.getByText(/looks like an NHS number/)).toBeTruthy();
  tap('Finish and save');
  expect(await screen.findByText('Saved on this tablet. Will send when there is signal.')).toBeTruthy();
  expect(screen.getByText('Carry the tablet to the corridor until this says Sent.')).toBeTruthy();
  expect(editing.sealed?.result.verdict).toBe('pass');
  expect(editing.draft.value.note).toBe('Patient 943 476 5919');
  expect(screen.queryByText('Sent')).toBeNull();
  tablet.outbox.items.value = tablet.outbox.items.value.map((i) => ({ ...i, state: 'accepted' as const }));
  expect(await screen.findByText('Sent')).toBeTruthy();
});

test('Finish that the disk refuses is not called saved', async () => {
  const editing = await show(hoist);
  choose('Yes', group(/Every brake/));
  choose('Yes', group(/The battery/));
  tap('Today', group(/thorough examination/));
  await settled();
  tap('Finish');
  editing.disk.refuses = true;
  tap('Finish and save');
  expect((await screen.findByText(/could NOT be finished/)).closest('[role=alert]')).not.toBeNull();
  expect(screen.queryByText(/Saved on this tablet/)).toBeNull();
});

test('a check is stopped early only with a reason, from the full screen too', async () => {
  const editing = await show(hoist);
  choose('No', group(/Every brake/));
  await settled();
  tap('That is what I found');
  await waitFor(() => expect(editing.alerts).toEqual(['brakes']));
  tap('Stop the check early');
  tap('Stop here and save');
  expect(editing.sealed).toBeNull();
  tap('It must not be used');
  tap('Stop here and save');
  await waitFor(() => expect(editing.stoppedEarly).toBe('It must not be used'));
  expect(await screen.findByText(/Saved on this tablet/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'See whom to phone' })).toBeTruthy();
});

test('a trainee is told whom to ask before anything else, and the supervisor confirms with a PIN of their own', async () => {
  tablet.view.staff.value = new Map([
    ['sam', someone('sam', 'Sam Sample', { authorisations: [may('sam', 'hoist-pre-use', 'trainee')] })],
    ['rosa', someone('rosa', 'Rosa Sample', { role: 'radiographer', registered: true, authorisations: [may('rosa', 'hoist-pre-use', 'operator')] })],
  ]);
  tablet.pins.set('rosa', '482615');
  const editing = await show(hoist);
  expect(screen.getByText(/you may not do it alone\. Ask Rosa Sample/)).toBeTruthy();
  tap('Supervisor confirms here');
  fireEvent.input(screen.getByLabelText('PIN of Rosa Sample'), { target: { value: '000000' } });
  expect((await screen.findByText('That is not the PIN. Try again.')).closest('[role=alert]')).not.toBeNull();
  fireEvent.input(screen.getByLabelText('PIN of Rosa Sample'), { target: { value: '482615' } });
  expect(await screen.findByText('Supervised by Rosa Sample, confirmed with their PIN')).toBeTruthy();
  expect(editing.draft.value.supervisedBy).toBe('rosa');
});

test('somebody whom the tablet cannot check goes on, and is told what becomes of it', async () => {
  tablet.people.unverified('Alex from the agency');
  await show(hoist);
  expect(screen.getByText(/Alex from the agency: this tablet could not check who you are/)).toBeTruthy();
});

test('equipment out of use cannot be missed', async () => {
  await show(hoist, { status: 'withdrawn-pending-review' });
  expect(screen.getByText(/Do not use Hoist 1: it waits for a review/)).toBeTruthy();
});

test('C3: a check that is open elsewhere says so in words, and can be tried again', async () => {
  const editing = await fakeEditing(tablet, hoist, machine('it', 'Hoist 1', 'hoist'));
  const open = tablet.drafts.open;
  let elsewhere = true;
  tablet.drafts.open = async (id) => (elsewhere ? { ok: false, reason: 'open-elsewhere' } : open(id));
  render(<TabletContext.Provider value={tablet}><Room gaps={{ id: 'check-1' }} /></TabletContext.Provider>);
  expect(await screen.findByText(/open in another tab or window/)).toBeTruthy();
  elsewhere = false;
  tap('Try again');
  expect(await screen.findByRole('group', { name: /Every brake/ })).toBeTruthy();
  expect(editing.draft.value.readings).toEqual({});
});

test('a lot\'s range is filled in part by part, each kept, and judged when it is whole', async () => {
  const editing = await show(meter);
  const low = group(/Low control/);
  type('field-low-low', '2.0');
  await settled();
  expect(editing.draft.value.readings['low']).toEqual({ value: { low: 2 } });
  expect(within(low).queryByText('Cannot be judged')).toBeNull();
  type('field-high-low', '3.4');
  type('field-value-low', '3.6');
  await within(low).findByText('The instrument shows 3.6 mmol/l?');
  await settled();
  expect(editing.draft.value.readings['low']).toEqual({ value: { low: 2, high: 3.4, value: 3.6 } });
});

test('a control that was out is run again within the same lot, and both are kept', async () => {
  const editing = await show(meter);
  const low = group(/Low control/);
  type('field-low-low', '2.0');
  type('field-high-low', '3.4');
  type('field-value-low', '3.6');
  tap('That is the reading', await screen.findByRole('group', { name: /The instrument shows/ }));
  tap('Continue with the check');
  tap('Measure again', low);
  tap('Other instrument', low);
  tap('Measure again', low);
  await settled();
  type('again-low', 'x');
  expect(within(low).getByRole('alert')).toBeTruthy();
  type('again-low', '2.9');
  await settled();
  expect(editing.draft.value.readings['low']).toEqual({ value: { low: 2, high: 3.4, value: 2.9 }, earlier: [{ value: { low: 2, high: 3.4, value: 3.6 }, reason: 'Other instrument' }] });
  expect(editing.result.value.items.find((i) => i.id === 'low')?.verdict).toBe('out-of-tolerance');
});

test('C5: a photo that does not fit leaves the answers saved and says so', async () => {
  const editing = await show(meter);
  Object.assign(globalThis, { createImageBitmap: async () => ({ width: 4032, height: 3024, close: () => undefined }) });
  const pen = { drawImage: () => undefined };
  HTMLCanvasElement.prototype.getContext = (() => pen) as never;
  HTMLCanvasElement.prototype.toBlob = function (done: BlobCallback) { done(new Blob([`${this.width}x${this.height}`], { type: 'image/jpeg' })); };
  tablet.photos.keep = async () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
  choose('Yellow', group(/Colour of the lid/));
  const file = document.getElementById('field-picture') as HTMLInputElement;
  Object.defineProperty(file, 'files', { value: [new File(['x'], 'x.jpg', { type: 'image/jpeg' })] });
  fireEvent.change(file);
  expect(await screen.findByText(/no room for the photo/)).toBeTruthy();
  expect(editing.draft.value.readings).toEqual({ lid: { value: 'yellow' } });
});

test('a draft is opened where it was left, and names who had it', async () => {
  const editing = await fakeEditing(tablet, hoist, machine('it', 'Hoist 1', 'hoist'));
  editing.draft.value = { ...editing.draft.value, at: 'brakes', readings: { brakes: { value: true } }, hands: [...editing.draft.value.hands, { staff: 'rosa', name: 'Rosa Sample', how: 'pin', at: tablet.clock.at + 60_000 }] };
  render(<TabletContext.Provider value={tablet}><Room gaps={{ id: 'check-1' }} /></TabletContext.Provider>);
  expect(await screen.findByText(/Begun by Sam Sample \(06:45\), now with Rosa Sample/)).toBeTruthy();
  await waitFor(() => expect(document.activeElement?.id).toBe('line-brakes'));
});

test('who could not be checked reads at the end, too, that it does not count yet', async () => {
  const editing = await fakeEditing(tablet, hoist, machine('it', 'Hoist 1', 'hoist'));
  await editing.finish({});
  tablet.editings.set('hoist-pre-use', editing);
  render(<TabletContext.Provider value={tablet}><Room gaps={{ id: 'check-1' }} /></TabletContext.Provider>);
  expect(await screen.findByRole('button', { name: 'Back to Today' })).toBeTruthy();
  expect(screen.queryByText(/marked unverified/)).toBeNull();
  tablet.people.unverified('Bank');
  expect(await screen.findByText('It is marked unverified: somebody confirms it before it counts.')).toBeTruthy();
  expect(screen.queryByText(/All well/)).toBeNull();
});

test('a second check is offered to somebody else only, and begins on what the first one finished', async () => {
  const editing = await fakeEditing(tablet, { ...hoist, performedBy: { roles: ['support-worker'], countersign: 'never', secondCheck: true } } as Definition, machine('it', 'Hoist 1', 'hoist'));
  await editing.finish({});
  tablet.editings.set('hoist-pre-use', editing);
  render(<TabletContext.Provider value={tablet}><Room gaps={{ id: 'check-1' }} /></TabletContext.Provider>);
  expect(await screen.findByText(/A second person checks this too/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Begin the second check' })).toBeNull();
  tablet.pins.set('rosa', '482615');
  await tablet.people.signIn('rosa', '482615');
  fireEvent.click(await screen.findByRole('button', { name: 'Begin the second check' }));
  await waitFor(() => expect(tablet.asked.find(([what]) => what === 'begin')?.[1]).toEqual({ checklist: 'hoist-pre-use', equipment: 'it', occurrence: null, seconds: 'check-1' }));
});

test('a keystroke touches the page of its own line only', async () => {
  await show(sxr);
  const others = [...document.querySelectorAll('fieldset.line')].filter((f) => f.id !== 'line-output-direct');
  const changed = new Set<Node>();
  const watch = new MutationObserver((list) => list.forEach((m) => changed.add(m.target)));
  others.forEach((f) => watch.observe(f, { subtree: true, childList: true, attributes: true, characterData: true }));
  type('field-output-direct', '101.2');
  await settled();
  watch.disconnect();
  expect(changed.size).toBe(0);
});

test('the address of a check that was dropped says by whom and why', async () => {
  tablet.drafts.dropped.value = [{ id: 'check-1', checklist: 'hoist', equipment: 'it', by: 'Sam Sample', at: Date.UTC(2026, 10, 25, 6, 30), reason: 'Wrong equipment' }];
  render(<TabletContext.Provider value={tablet}><Room gaps={{ id: 'check-1' }} /></TabletContext.Provider>);
  expect(await screen.findByText('Begun and dropped by Sam Sample, 06:30: Wrong equipment')).toBeTruthy();
  expect(screen.queryByText(/no longer open/)).toBeNull();
});

test('the text typed last and the note are written before the editor is given up, without a tap elsewhere', async () => {
  const editing = await show(meter);
  const done: string[] = [];
  const { answer, note } = editing;
  editing.answer = (key, reading) => (done.push(`answer ${key}`), answer(key, reading));
  editing.note = (text) => (done.push(`note ${text}`), note(text));
  editing.close = async () => void done.push('close');
  fireEvent.input(document.getElementById('field-lot') as HTMLElement, { target: { value: 'L-77' } });
  cleanup();
  await waitFor(() => expect(done).toContain('close'));
  expect(done).toEqual(['answer lot', 'close']);
  expect(editing.draft.value.readings['lot']).toEqual({ value: 'L-77' });

  done.length = 0;
  render(<TabletContext.Provider value={tablet}><Room gaps={{ id: 'check-1' }} /></TabletContext.Provider>);
  await screen.findByRole('heading', { level: 1 });
  tap('End this check');
  fireEvent.input(await screen.findByLabelText(/Note on the whole check/), { target: { value: 'Strips run out on Friday' } });
  cleanup();
  await waitFor(() => expect(done).toContain('close'));
  expect(done).toEqual(['note Strips run out on Friday', 'close']);
});

test('a note that the disk refused holds nothing up: the check is sealed with it', async () => {
  const editing = await show(hoist);
  editing.note = async (note) => {
    editing.draft.value = { ...editing.draft.peek(), note }; // as the real one: on the screen at once, then refused by the disk
    throw new DOMException('the disk is full', 'QuotaExceededError');
  };
  type('field-day-thorough-examination', '1');
  type('field-month-thorough-examination', '11');
  type('field-year-thorough-examination', '2026');
  for (const name of [/Every brake/, /The battery/]) {
    choose('Yes', group(name));
  }
  tap('End this check');
  fireEvent.input(await screen.findByLabelText(/Note on the whole check/), { target: { value: 'Wheel squeaks' } });
  tap('Finish and save');
  await waitFor(() => expect(editing.sealed).not.toBeNull());
  expect(editing.draft.value.note).toBe('Wheel squeaks');
});

test('what comes next is brought into sight, unless somebody has moved meanwhile, in the same line too', async () => {
  await settled(); // what a test before this one set going
  const shown: Element[] = [];
  vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(function (this: Element) {
    shown.push(this);
  });
  await show(hoist);
  const answer = async (line: HTMLElement, then: (other: HTMLElement) => void): Promise<void> => {
    const [yes, no] = within(line).getAllByRole('radio') as [HTMLElement, HTMLElement];
    yes.focus();
    fireEvent.click(yes);
    await new Promise((first) => setTimeout(first)); // between going on and bringing it into sight
    then(no);
    await settled();
  };
  const [first, second] = [...document.querySelectorAll<HTMLElement>('fieldset.line')].filter((line) => within(line).queryAllByRole('radio').length === 2);
  await answer(first as HTMLElement, () => undefined);
  expect(shown).toEqual([second]);
  await answer(second as HTMLElement, (no) => no.focus());
  expect(shown).toEqual([second]);
  vi.restoreAllMocks();
});
