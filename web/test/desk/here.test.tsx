// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TabletContext } from '../../src/app/tablet';
import { Here } from '../../src/rooms/desk/Here';
import { fakeTablet, type Fake } from '../fake-tablet';
import { byId, checklist, equipment, escalation, sealed } from '../rooms/department';

let tablet: Fake;

beforeEach(() => {
  tablet = fakeTablet();
  tablet.view.equipment.value = byId(equipment('linac-1', { name: 'LA1' }));
  tablet.view.checklists.value = byId(checklist('run-up'));
  tablet.view.escalations.value = byId(escalation('e1'));
  tablet.people.holder.value = { staff: 'rosa', name: 'Rosa', role: 'radiographer', registered: true, how: 'pin', since: 0, session: false };
});
afterEach(cleanup);

const show = () => render(<TabletContext.Provider value={tablet}><Here /></TabletContext.Provider>);
const button = () => screen.queryByRole('button', { name: "I'm dealing with this" });

test('without a session an answer is kept on the tablet, and is still said to be when the room is entered again', async () => {
  tablet.outbox.seal = async (type, members) => {
    tablet.outbox.items.value = [sealed({ type, about: String(members['escalation']) })];
    return 'op-1';
  };
  const once = show();
  fireEvent.click(button() as HTMLElement);
  await screen.findByText(/^Kept on this tablet\./);
  once.unmount();
  show();
  expect(screen.getByText(/^Kept on this tablet\./)).toBeTruthy();
  expect(button()).toBeNull();
});

test('an answer that has gone is told by what the matter is then: where it is open again it is asked for again', () => {
  tablet.outbox.items.value = [sealed({ type: 'escalation.acknowledged', about: 'e1', state: 'accepted' })];
  show();
  expect(screen.queryByText(/^Kept on this tablet\./)).toBeNull();
  expect(button()).not.toBeNull();
});

test('an answer that the disk did not take is said to be lost, and can be given again', async () => {
  tablet.outbox.seal = () => Promise.reject(new Error('the disk is full'));
  show();
  fireEvent.click(button() as HTMLElement);
  await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('This could not be saved on the tablet. Phone, and say that you have it.'));
  expect(button()).not.toBeNull();
});

test('what failed is named by its question', () => {
  show();
  expect(screen.getByText(/The door interlock stops the beam\.$/)).toBeTruthy();
});
