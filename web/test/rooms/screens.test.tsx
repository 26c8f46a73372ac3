// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { replace } from '../../src/app/route';
import { TabletContext } from '../../src/app/tablet';
import type { Occurrence } from '../../src/core/tablet';
import PaperForms from '../../src/rooms/paper';
import Labels from '../../src/rooms/paper/Labels';
import Report from '../../src/rooms/report';
import Start from '../../src/rooms/start';
import Find from '../../src/rooms/start/Find';
import Today from '../../src/rooms/today';
import Restock from '../../src/rooms/today/Restock';
import { opening, refused } from '../../src/rooms/today/begin';
import { chosenArea } from '../../src/rooms/today/remembered';
import { language } from '../../src/words';
import { fakeTablet, type Fake } from '../fake-tablet';
import { area, at, byId, checked, checklist, draft, equipment, escalation, occurrence, outcome, people, sealed } from './department';

let tablet: Fake;

beforeEach(() => {
  tablet = fakeTablet();
  tablet.view.staff.value = byId(...Object.values(people));
  tablet.view.equipment.value = byId(equipment('linac-1', { name: 'LA1' }), equipment('linac-2', { name: 'LA2' }));
  tablet.view.areas.value = byId(area('linacs', 'Linear accelerators', '2101'), area('clinic', 'Clinic', '2140'));
  tablet.view.checklists.value = byId(checklist('run-up'));
  tablet.clock.at = at('2026-11-25T06:53:00Z');
  tablet.view.pulledAt.value = at('2026-11-25T06:41:00Z');
  as('amir');
  chosenArea.value = '';
  opening.value = null;
  refused.value = null;
  language.value = 'en';
  localStorage.clear();
  replace('/');
});
afterEach(cleanup);

function as(id: keyof typeof people): void {
  const p = people[id];
  tablet.people.holder.value = { staff: p.id, name: p.name, role: p.role, registered: p.registered, how: 'pin', since: 0, session: false };
}

const due = (...list: Occurrence[]): void => {
  tablet.view.occurrences.value = byId(...list);
};
const show = (room: preact.ComponentChild) => render(<TabletContext.Provider value={tablet}>{room}</TabletContext.Provider>);
const page = (): string => document.body.textContent ?? '';
const group = (name: string): HTMLElement => screen.getByRole('region', { name });

describe('Today', () => {
  test('says its day and how old it is, and moves with the clock', async () => {
    vi.useFakeTimers();
    try {
      show(<Today />);
      expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Today Wednesday 25 November');
      expect(page()).toContain('As of 06:41, 12 minutes ago');
      tablet.clock.at += 120_000;
      await vi.advanceTimersByTimeAsync(15_000);
      expect(page()).toContain('As of 06:41, 14 minutes ago');
    } finally {
      vi.useRealTimers();
    }
  });

  test('old news is loud, and can be asked for anew', async () => {
    tablet.view.pulledAt.value = at('2026-11-25T03:00:00Z');
    show(<Today />);
    expect(page()).toContain('Not heard from Runup for 3 hours');
    fireEvent.click(screen.getByRole('button', { name: 'Ask Runup now' }));
    expect(tablet.asked).toContainEqual(['sync']);
    tablet.view.pulledAt.value = null;
    expect(await screen.findByText(/has not heard from Runup yet/)).toBeTruthy();
  });

  test('goes by the server’s clock where the tablet’s is wrong', () => {
    tablet.clock.at = at('2026-11-25T03:53:00Z');
    tablet.clock.offset.value = 3 * 3_600_000;
    tablet.view.pulledAt.value = at('2026-11-25T03:41:00Z');
    due(occurrence('o1'));
    show(<Today />);
    expect(page()).toContain('As of 06:41, 12 minutes ago');
    expect(within(group('Now')).getByText('Due now')).toBeTruthy();
  });

  test('a row is a list item with a heading; one press begins the check for its check due and goes to it', async () => {
    due(occurrence('o1'));
    tablet.drafts.begin = async (what) => {
      tablet.asked.push(['begin', what]);
      return { ok: true, draft: { value: draft('d7') } } as never;
    };
    show(<Today />);
    const row = within(within(group('Now')).getAllByRole('listitem')[0] as HTMLElement);
    expect(row.getByRole('heading', { level: 3, name: 'LA1' })).toBeTruthy();
    fireEvent.click(row.getByRole('button', { name: 'Start The run-up, LA1' }));
    await vi.waitFor(() => expect(location.hash).toBe('#/check/d7'));
    expect(tablet.asked).toEqual([['begin', { checklist: 'run-up', equipment: 'linac-1', occurrence: 'o1' }]]);
  });

  test('a second press while it opens begins nothing more, and a refusal is said', async () => {
    due(occurrence('o1'));
    let answer: (a: never) => void = () => undefined;
    tablet.drafts.begin = (what) => {
      tablet.asked.push(['begin', what]);
      return new Promise((done) => (answer = done));
    };
    show(<Today />);
    const press = screen.getByRole('button', { name: /^Start/ });
    fireEvent.click(press);
    fireEvent.click(press);
    expect(tablet.asked).toHaveLength(1);
    answer({ ok: false, reason: 'open-elsewhere' } as never);
    expect((await screen.findByRole('alert')).textContent).toBe('This check is open in another window of this tablet.');
  });

  test('you may not do this alone: whom to ask stands there before the start, and the start is not taken away', () => {
    as('tara');
    due(occurrence('o1'));
    show(<Today />);
    expect(page()).toContain('You may not do this alone: you are doing it under supervision. Ask Rosa to confirm it at the machine.');
    expect(screen.getByRole('button', { name: /^Start/ })).toBeTruthy();
  });

  test('somebody whom the tablet does not know is told so as soon as they hold it', async () => {
    tablet.people.holder.value = null;
    due(occurrence('o1'));
    show(<Today />);
    expect(page()).not.toContain('does not know you');
    tablet.people.unverified('Kim');
    expect(await screen.findByText('This tablet does not know you. What you do is kept, and waits for confirmation.')).toBeTruthy();
  });

  test('what others are authorised for is folded away, not hidden', () => {
    as('sam');
    due(occurrence('o1'));
    show(<Today />);
    expect(page()).toContain('Nothing is due for you.');
    expect(screen.getByText('Due, for other people (1)').closest('details')?.open).toBe(false);
  });

  test('equipment out of use: on top and on its row, with why and who deals with it', () => {
    tablet.view.equipment.value = byId(equipment('linac-1', { name: 'LA1', status: 'withdrawn-pending-review', statusSince: '2026-11-25T06:50:00.000Z', escalation: 'e1' }));
    tablet.view.escalations.value = byId(escalation('e1', { owner: 'rosa', state: 'acknowledged' }));
    due(occurrence('o1'));
    show(<Today />);
    const top = group('Not to be used as usual').textContent ?? '';
    expect(top).toContain('LA1: Do not use: awaiting review');
    expect(top).toContain('Rosa is dealing with it');
    expect(within(group('Now')).getByText('Do not use: awaiting review')).toBeTruthy();
  });

  test('who may answer is one tap from answering; who may not is not sent there', async () => {
    tablet.view.equipment.value = byId(equipment('linac-1', { name: 'LA1', status: 'withdrawn-pending-review', escalation: 'e1' }));
    tablet.view.escalations.value = byId(escalation('e1'));
    due(occurrence('o1', { state: 'awaiting-confirmation', results: [outcome('tara')] }));
    show(<Today />);
    expect(screen.queryByRole('link', { name: /answer/ })).toBeNull();
    as('rosa');
    expect((await screen.findByRole('link', { name: 'Look at it and answer LA1' })).getAttribute('href')).toBe('#/desk/e1');
    expect(screen.getByRole('link', { name: 'To what needs an answer LA1' }).getAttribute('href')).toBe('#/desk');
  });

  test('an alarm of a unit is read out', () => {
    tablet.view.equipment.value = byId(equipment('linac-1', { name: 'LA1', alarms: [{ escalation: 'e1', ref: 'E-1', since: '2026-11-25T06:50:00.000Z' }] }));
    show(<Today />);
    expect(screen.getByRole('alert').textContent).toContain('Do not start another patient on LA1. The radiographer in charge decides.');
  });

  test('a draft says who began it, who had it last and how far it is, and is continued', async () => {
    tablet.drafts.all.value = [draft('d1', { occurrence: 'o1', hands: [{ staff: 'amir', name: 'Amir', how: 'pin', at: 0 }, { staff: 'rosa', name: 'Rosa', how: 'pin', at: 1 }] })];
    due(occurrence('o1'));
    show(<Today />);
    expect(await screen.findByText('Started by Amir at 06:50, last by Rosa. 0 of 1 answered.')).toBeTruthy();
    expect(screen.queryByRole('region', { name: 'Now' })).toBeNull();
    fireEvent.click(within(group('Begun and not finished')).getByRole('button', { name: 'Continue The run-up, LA1' }));
    expect(location.hash).toBe('#/check/d1');
    expect(tablet.asked).toEqual([]);
  });

  test('why it was begun and dropped here is said, of this window and this machine only', () => {
    const dropped = { id: 'd9', checklist: 'run-up', equipment: 'linac-1', by: 'Sam', at: at('2026-11-25T06:48:00Z'), reason: 'Wrong equipment' };
    tablet.drafts.dropped.value = [dropped];
    due(occurrence('o1'));
    show(<Today />);
    expect(page()).toContain('Begun and dropped by Sam, 06:48: Wrong equipment');
    expect(screen.getByRole('button', { name: /^Start/ })).toBeTruthy();
    for (const other of [{ at: at('2026-11-25T06:29:00Z') }, { equipment: 'linac-2' }, { checklist: 'weekly' }]) {
      cleanup();
      tablet.drafts.dropped.value = [{ ...dropped, ...other }];
      show(<Today />);
      expect(page()).not.toContain('Begun and dropped');
    }
  });

  test('who is at it on another tablet is said, and nobody is kept from starting', () => {
    due(occurrence('o1'));
    tablet.view.claims.value = [{ id: 'c', equipment: 'linac-1', checklist: 'run-up', occurrence: null, area: 'linacs', device: 'd2', tablet: 'LA2 tablet', staff: 'sam', name: 'Sam', since: '2026-11-25T06:47:00Z', until: '2026-11-25T08:47:00Z', own: false }];
    show(<Today />);
    expect(page()).toContain('Being done by Sam since 06:47, on LA2 tablet');
    expect(screen.getByRole('button', { name: /^Start/ })).toBeTruthy();
  });

  test('all done says thank you, and how much of it is not sent', () => {
    due(occurrence('o1', { state: 'done', doneAt: '2026-11-25T06:45:00Z', verdict: 'pass', results: [outcome('rosa')] }), occurrence('o2', { equipment: 'linac-2' }));
    tablet.outbox.items.value = [sealed({ equipment: 'linac-2', at: at('2026-11-25T06:50:00Z') })];
    show(<Today />);
    expect(page()).toContain('Thank you. All 2 are done.');
    expect(page()).toContain('1 of them is not sent yet: carry the tablet to where there is signal.');
    const folded = screen.getByText('Done today (2)').closest('details') as HTMLElement;
    expect(within(folded).getByText('Done on this tablet, not sent yet')).toBeTruthy();
    expect(folded.textContent).toContain('06:45 · by Rosa');
  });

  test('a result that is not simply well stands beside done', () => {
    due(occurrence('o1', { state: 'done', verdict: 'fail', doneAt: '2026-11-25T06:45:00Z' }));
    show(<Today />);
    expect(within(screen.getByText('Done today (1)').closest('details') as HTMLElement).getByText('Fail')).toBeTruthy();
  });

  test('two different results name both', () => {
    due(occurrence('o1', { state: 'contested', results: [outcome('rosa'), outcome('amir', { check: 'c2', verdict: 'fail' })] }));
    show(<Today />);
    expect(group('Waiting for somebody').textContent).toContain('Two different results');
    expect(group('Waiting for somebody').textContent).toContain('Rosa, Amir found different results.');
  });

  test('what was missed stands together: said once for all, each still a row to start, before what is due', () => {
    tablet.clock.at = at('2026-11-25T08:40:00Z');
    tablet.view.pulledAt.value = at('2026-11-25T07:41:00Z');
    tablet.view.equipment.value = byId(equipment('linac-1', { name: 'LA1', status: 'withdrawn-pending-review' }), equipment('linac-2', { name: 'LA2' }));
    const open = { dueAt: '2026-11-25T10:00:00Z', missedAt: '2026-11-25T10:15:00Z' };
    due(occurrence('o1'), occurrence('o2', { equipment: 'linac-2', gating: false }), occurrence('o3', { equipment: 'linac-2', ...open }));
    show(<Today />);
    const missed = group('Missed: no record (2)');
    expect(within(missed).getAllByRole('listitem').map((row) => within(row).getByRole('button', { name: /^Start/ }).textContent)).toEqual(['Start The run-up, LA1', 'Start The run-up, LA2']);
    expect(missed.textContent).toContain('Do them now: late is better than not.');
    expect(missed.textContent).toContain('was due by 08:15 · Linear accelerators · before clinical use');
    expect(within(missed).getByText('Do not use: awaiting review')).toBeTruthy();
    for (const words of ['Missed', 'late is better than not', 'As far as this tablet knows: it heard from Runup at 07:41.']) {
      expect(page().split(words), words).toHaveLength(2);
    }
    expect(within(group('Now')).getAllByRole('listitem')).toHaveLength(1);
    expect(missed.compareDocumentPosition(group('Now')) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  });

  test('on its own machine’s page what was missed says so itself', () => {
    tablet.clock.at = at('2026-11-25T08:40:00Z');
    tablet.view.pulledAt.value = at('2026-11-25T08:39:00Z');
    due(occurrence('o1'));
    show(<Start gaps={{ equipment: 'linac-1' }} />);
    expect(group('Due here').textContent).toContain('Missed: no record');
    expect(group('Due here').textContent).toContain('do it now, late is better than not');
  });

  test('past its time by the clock alone, it says that only the clock says so', () => {
    tablet.clock.at = at('2026-11-25T08:20:00Z');
    tablet.view.pulledAt.value = at('2026-11-25T07:41:00Z');
    due(occurrence('o1'));
    show(<Today />);
    expect(page()).toContain('As far as this tablet knows: it heard from Runup at 07:41.');
  });

  test('the area is chosen once and remembered on the tablet', async () => {
    due(occurrence('o1'));
    show(<Today />);
    fireEvent.change(screen.getByLabelText('Show'), { target: { value: 'clinic' } });
    expect(await screen.findByText('Nothing is due for you in Clinic.')).toBeTruthy();
    expect(localStorage.getItem('runup.today.area')).toBe('clinic');
  });

  test('a rejected check reaches its person without signal, until they say that they read it', async () => {
    as('tara');
    tablet.view.kept.push(checked('c1', { revisions: [{ revision: 2, position: 20, kind: 'countersigned', at: '2026-11-24T09:00:00Z', by: 'rosa', reason: '', verdict: 'pass', counts: true, decision: 'reject', note: 'Chamber the wrong way up' }] }));
    show(<Today />);
    const box = await screen.findByRole('region', { name: 'For you' });
    expect(box.textContent).toContain('Rosa did not confirm your The run-up on LA1, 07:00.');
    expect(box.textContent).toContain('“Chamber the wrong way up”');
    expect(box.textContent).toContain('0 of 1 confirmed');
    fireEvent.click(within(box).getByRole('button', { name: 'I have read this' }));
    await vi.waitFor(() => expect(page()).not.toContain('Chamber'));
    cleanup();
    show(<Today />);
    await screen.findByRole('region', { name: 'For you' });
    expect(page()).not.toContain('Chamber');
  });

  test('with signal the server is asked, which reaches further back; another person sees nothing of it', async () => {
    as('tara');
    const GET = vi.fn(async () => ({ data: { items: [{ position: 9, check: 'old', checklist: 'run-up', equipment: 'linac-2', doneAt: '2026-09-01T07:00:00Z', decision: 'confirm', note: 'Steady hands', by: 'rosa', at: '2026-09-01T08:00:00Z' }], next: null } }));
    tablet.people.api = () => ({ GET }) as never;
    tablet.people.holder.value = { ...(tablet.people.holder.value as NonNullable<typeof tablet.people.holder.value>), session: true };
    show(<Today />);
    expect(await screen.findByText('“Steady hands”')).toBeTruthy();
    expect(GET).toHaveBeenCalledWith('/v1/me/feedback', expect.anything());
    tablet.people.api = () => null;
    as('amir');
    await vi.waitFor(() => expect(page()).not.toContain('Steady hands'));
  });

  test('in Welsh its own words are Welsh and clinical wording stays as it was written', () => {
    language.value = 'cy';
    due(occurrence('o1'));
    show(<Today />);
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Heddiw Dydd Mercher 25 Tachwedd');
    expect(page()).toContain('The run-up');
  });
});

describe('from a label to its machine', () => {
  const scan = (text: string): void => {
    fireEvent.input(screen.getByLabelText('Scan, or type what is on the label'), { target: { value: text } });
    fireEvent.submit(screen.getByRole('button', { name: 'Find' }).closest('form') as HTMLElement);
  };

  test('a label opens its machine; a label that nobody knows says so', async () => {
    replace('/find');
    show(<Find />);
    scan('nonsense');
    expect(await screen.findByText(/knows no equipment with the label “nonsense”/)).toBeTruthy();
    scan('RUNUP:linac-2');
    expect(location.hash).toBe('#/start/linac-2');
  });

  test('the guard: another machine’s label begins nothing, says which is which, and has the focus', async () => {
    due(occurrence('o1'));
    replace('/find?for=o1');
    show(<Find />);
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Scan the label of LA1');
    scan('linac-2');
    const wrong = await screen.findByRole('alert');
    expect(within(wrong).getByRole('heading').textContent).toContain('This is another machine');
    expect([...wrong.querySelectorAll('dd')].map((d) => d.textContent)).toEqual(['LA1', 'LA2']);
    await vi.waitFor(() => expect(document.activeElement).toBe(within(wrong).getByRole('heading')));
    expect(tablet.asked).toEqual([]);
    expect(within(wrong).getByRole('link', { name: 'I meant LA2' }).getAttribute('href')).toBe('#/start/linac-2');
    fireEvent.click(within(wrong).getByRole('button', { name: 'I am at LA1: scan again' }));
    scan('linac-1');
    await vi.waitFor(() => expect(tablet.asked).toEqual([['begin', { checklist: 'run-up', equipment: 'linac-1', occurrence: 'o1' }]]));
  });

  test('the guard holds for a choice from the list and for a scanner that types', async () => {
    due(occurrence('o1'));
    replace('/find?for=o1');
    show(<Find />);
    fireEvent.click(screen.getByRole('button', { name: /^LA2/ }));
    expect(await screen.findByText('This is another machine')).toBeTruthy();
    for (const key of ['l', 'i', 'n', 'a', 'c', '-', '2', 'Enter']) {
      fireEvent.keyDown(document.body, { key });
    }
    expect(screen.getByText('This is another machine')).toBeTruthy();
    expect(tablet.asked).toEqual([]);
  });

  test('typing narrows the list, and how many are left is said', async () => {
    replace('/find');
    show(<Find />);
    fireEvent.input(screen.getByLabelText('Scan, or type what is on the label'), { target: { value: 'la2' } });
    expect((await screen.findAllByText('1 found')).length).toBeGreaterThan(0);
    expect(screen.getAllByRole('listitem')).toHaveLength(1);
  });
});

describe('one machine', () => {
  test('how it stands, what is due, what else may be done, what was found last, what is open', async () => {
    tablet.view.checklists.value = byId(checklist('run-up'), checklist('extra', { title: 'Something else' }), checklist('old', { state: 'retired' }), checklist('hoists', { equipmentKinds: ['hoist'] }));
    tablet.view.escalations.value = byId(escalation('e1', { severity: 'before-use' }));
    for (let i = 0; i < 7; i++) {
      tablet.view.kept.push(checked(`c${i}`, { verdict: i === 0 ? 'fail' : 'pass' }));
    }
    due(occurrence('o1'), occurrence('o2', { equipment: 'linac-2' }));
    show(<Start gaps={{ equipment: 'linac-1' }} />);
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('LA1');
    expect(page()).toContain('Ask a radiographer before use');
    expect(within(group('Due here')).getAllByRole('listitem')).toHaveLength(1);
    expect(within(group('Other checks for it')).getAllByRole('listitem')).toHaveLength(1);
    expect(group('Open about it').textContent).toContain('Not right: The door interlock stops the beam.');
    const last = await screen.findByRole('region', { name: 'Last results' });
    expect(within(last).getAllByRole('listitem')).toHaveLength(5);
    expect(within(last).getByText('Fail')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Do this check now Something else' }));
    await vi.waitFor(() => expect(tablet.asked).toEqual([['begin', { checklist: 'extra', equipment: 'linac-1', occurrence: null }]]));
  });

  test('of a check that waits for its second nothing is told, and one that was entered in error is not called good', async () => {
    tablet.view.kept.push(checked('c1', { flags: ['awaiting-second-check'], verdict: 'not-evaluated' }), checked('c2', { flags: ['awaiting-second-check', 'voided'], verdict: 'pass' }));
    show(<Start gaps={{ equipment: 'linac-1' }} />);
    const last = await screen.findByRole('region', { name: 'Last results' });
    expect(within(last).getByText('Hidden until the second check is in')).toBeTruthy();
    expect(within(last).getByText('Entered in error: does not count')).toBeTruthy();
    expect(within(last).queryByText('OK')).toBeNull();
  });

  test('what was begun on it and dropped is listed with its reason, once', async () => {
    const dropped = { id: 'd9', checklist: 'run-up', equipment: 'linac-1', by: 'Sam', at: at('2026-11-25T06:48:00Z'), reason: 'Somebody else is doing it' };
    tablet.drafts.dropped.value = [dropped, { ...dropped, id: 'd8', equipment: 'linac-2', reason: 'Wrong equipment' }];
    due(occurrence('o1'));
    show(<Start gaps={{ equipment: 'linac-1' }} />);
    const last = await screen.findByRole('region', { name: 'Last results' });
    expect(within(last).getAllByRole('listitem').map((l) => l.textContent)).toEqual(['The run-upBegun and dropped by Sam, 06:48: Somebody else is doing it']);
    expect(page().split('Begun and dropped')).toHaveLength(2);
  });

  test('one that is not known says so', () => {
    show(<Start gaps={{ equipment: 'linac-9' }} />);
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Equipment not known here');
  });
});

describe('a report', () => {
  const choose = (label: RegExp): void => void fireEvent.click(screen.getByLabelText(label));
  const write = (text: string): void => void fireEvent.input(screen.getByLabelText('What did you see?'), { target: { value: text } });
  const send = (): void => void fireEvent.submit(screen.getByRole('button', { name: 'Report it' }).closest('form') as HTMLElement);

  beforeEach(() => {
    replace('/report?equipment=linac-1');
  });

  test('unsafe on a treatment unit says what to do before anything is sent, and whom to phone after', async () => {
    show(<Report />);
    await vi.waitFor(() => expect((screen.getByLabelText('Equipment') as HTMLSelectElement).value).toBe('linac-1'));
    choose(/Something is unsafe/);
    expect((await screen.findByRole('alert')).textContent).toContain('Do not start another patient on LA1. The radiographer in charge decides.');
    write('The gantry rattles');
    send();
    expect(await screen.findByText('Nobody has been told yet.')).toBeTruthy();
    expect(tablet.asked[0]).toEqual(['seal', 'report.filed', { kind: 'unsafe', text: 'The gantry rattles', blobs: [], equipment: 'linac-1' }, undefined]);
    expect(screen.getByRole('link', { name: /2101/ }).getAttribute('href')).toBe('tel:2101');
    await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1, name: 'Saved on this tablet' })));
  });

  test('what became of it changes only with the server’s word', async () => {
    show(<Report />);
    choose(/Something is unsafe/);
    write('The gantry rattles');
    send();
    await screen.findByText('Nobody has been told yet.');
    tablet.outbox.items.value = [sealed({ opId: 'op-1', type: 'report.filed', state: 'accepted' })];
    expect(await screen.findByText('It is trying to reach somebody. Nobody has answered yet.')).toBeTruthy();
    expect(screen.getByText('Phone now, until somebody answers:')).toBeTruthy();
    tablet.view.reports.value = byId({ id: 'op-1', escalation: { id: 'e1', ref: 'E-1' } } as never);
    tablet.view.escalations.value = byId(escalation('e1', { kind: 'report', owner: 'rosa', state: 'acknowledged' }));
    expect(await screen.findByText('Rosa is dealing with it.')).toBeTruthy();
    expect(screen.queryByText('Phone now, until somebody answers:')).toBeNull();
  });

  test('what is missing is listed on top with the focus, and nothing is sealed', async () => {
    replace('/report');
    show(<Report />);
    fireEvent.change(screen.getByLabelText('Equipment'), { target: { value: '' } });
    write('');
    send();
    const list = await screen.findByRole('alert');
    expect(within(list).getAllByRole('link').length).toBeGreaterThan(0);
    await vi.waitFor(() => expect(document.activeElement).toBe(list));
    expect(tablet.asked).toEqual([]);
  });

  test('an NHS number is noticed and not refused', async () => {
    show(<Report />);
    choose(/^A fault/);
    write('Patient 943 476 5919 saw it');
    expect(await screen.findByText(/looks like an NHS number/)).toBeTruthy();
    write('A patient saw it');
    await vi.waitFor(() => expect(page()).not.toContain('looks like an NHS number'));
    send();
    await screen.findByText('Saved on this tablet');
  });

  test('a tablet that cannot save it says so and keeps the words', async () => {
    tablet.outbox.seal = async () => Promise.reject(new Error('disk'));
    show(<Report />);
    choose(/^A fault/);
    write('It rattles');
    send();
    expect(await screen.findByText(/could not be saved on the tablet/)).toBeTruthy();
    expect((screen.getByLabelText('What did you see?') as HTMLTextAreaElement).value).toBe('It rattles');
  });
});

describe('paper and the restock list', () => {
  test('what is due is chosen; one sheet each, with its machine, version and place to sign; print asks the browser', async () => {
    due(occurrence('o1'), occurrence('done', { equipment: 'linac-2', state: 'done' }));
    const printed = vi.fn();
    vi.stubGlobal('print', printed);
    const { container } = show(<PaperForms />);
    expect(container.querySelectorAll('.sheet')).toHaveLength(1);
    const sheet = container.querySelector('.sheet') as HTMLElement;
    for (const words of ['The run-up', 'LA1', '25 November 2026', 'Checklist version 1 (aaaaaaaaaaaa)', 'Done by (print)', 'To enter later', '2101 (Linear accelerators)', 'If not: do not use.']) {
      expect(sheet.textContent).toContain(words);
    }
    fireEvent.click(screen.getByLabelText('LA2: The run-up'));
    await vi.waitFor(() => expect(container.querySelectorAll('.sheet')).toHaveLength(2));
    fireEvent.click(screen.getAllByRole('button', { name: 'Print 2 forms' })[0] as HTMLElement);
    expect(printed).toHaveBeenCalledOnce();
    fireEvent.click(screen.getByRole('button', { name: 'None' }));
    await vi.waitFor(() => expect(container.querySelectorAll('.sheet')).toHaveLength(0));
    fireEvent.click(screen.getAllByRole('button', { name: 'Choose at least one form.' })[0] as HTMLElement);
    expect(printed).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
  });

  test('life-saving equipment’s sheet never says to take it out of use', () => {
    tablet.view.equipment.value = byId(equipment('linac-1', { name: 'Crash trolley', neverWithdrawn: true }));
    due(occurrence('o1'));
    const { container } = show(<PaperForms />);
    expect(container.querySelector('.sheet__stop')?.textContent).toContain('never taken out of use');
    expect(container.querySelector('.sheet')?.textContent).not.toContain('put a notice on it');
  });

  test('with signal the server’s list, which knows what was ordered; what is pressed stands only with its word', async () => {
    const line = { id: 'l1', equipment: 'linac-1', area: 'linacs', checklist: 'run-up', item: 'gloves', what: 'Gloves, medium', count: 1, par: 4, quantity: 3, until: null, reason: 'below-par', verdict: 'fail', putRight: null, check: 'c', seenAt: '2026-11-20T07:00:00Z', state: 'wanted', acted: null };
    const POST = vi.fn<() => Promise<{ data?: unknown }>>(async () => ({}));
    tablet.people.api = () => ({ GET: async () => ({ data: { items: [line], next: null } }), POST }) as never;
    tablet.people.holder.value = { ...(tablet.people.holder.value as NonNullable<typeof tablet.people.holder.value>), session: true };
    show(<Restock />);
    expect(await screen.findByRole('heading', { level: 2, name: 'Gloves, medium (3 short)' })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Ordered Gloves, medium' }));
    expect(await screen.findByText(/That was not noted/)).toBeTruthy();
    expect(page()).not.toContain('Ordered by');
    POST.mockResolvedValue({ data: { ...line, state: 'ordered', acted: { action: 'ordered', by: 'rosa', at: '2026-11-25T06:52:00Z', note: '' } } });
    fireEvent.click(screen.getByRole('button', { name: 'Ordered Gloves, medium' }));
    expect(await screen.findByText('Ordered by Rosa, 06:52')).toBeTruthy();
    expect(POST).toHaveBeenLastCalledWith('/v1/stock/{stockId}/act', { params: { path: { stockId: 'l1' } }, body: { action: 'ordered' } });
    expect(screen.queryByRole('button', { name: 'Ordered Gloves, medium' })).toBeNull();
  });

  test('a label each, with its code and its name; none of what is gone', async () => {
    tablet.view.equipment.value = byId(equipment('linac-1', { name: 'LA1' }), equipment('linac-2', { name: 'LA2' }), equipment('old', { name: 'Old', status: 'decommissioned' }));
    const { container } = show(<Labels />);
    expect([...container.querySelectorAll('.label__name')].map((l) => l.textContent)).toEqual(['LA1', 'LA2']);
    expect(container.querySelectorAll('.label__code path')[0]?.getAttribute('d')).toMatch(/^M4 4h1v1h-1z/);
    fireEvent.click(screen.getByLabelText('LA2, Linear accelerators'));
    await vi.waitFor(() => expect(container.querySelectorAll('.label')).toHaveLength(1));
  });

  test('one list of what to fetch, from the checks of today alone', async () => {
    tablet.view.checklists.value = byId(checklist('run-up', { sections: [{ title: 'S', items: [{ id: 'gloves', kind: 'count', prompt: 'Boxes of gloves', atLeast: 4, restock: 'Gloves, medium' }] }] }));
    const short = { items: [{ id: 'gloves', verdict: 'fail' as const }], readings: { gloves: { value: 1 } } };
    tablet.view.kept.push(checked('c1', short), checked('c0', { ...short, equipment: 'linac-2', finishedAt: '2026-11-24T07:00:00Z' }));
    show(<Restock />);
    expect(await screen.findByRole('heading', { level: 2, name: 'Gloves, medium (3 short)' })).toBeTruthy();
    expect(screen.getAllByRole('listitem')).toHaveLength(1);
  });
});
