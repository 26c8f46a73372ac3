import { expect, test } from 'vitest';
import type { Api, Problem } from '../../src/api/client';
import { together } from '../../src/rooms/desk/Countersign';
import { checked } from '../rooms/department';
import { Desk, type Escalation } from '../../src/rooms/desk/desk';
import { refusal } from '../../src/rooms/desk/refusal';

type Answer = { data?: unknown; error?: unknown };

/** A server in memory that answers by path and counts. */
function server(answers: Record<string, (init: { params?: { query?: Record<string, unknown> } }) => Answer>): { api: Api; asked: string[] } {
  const asked: string[] = [];
  const answer = async (path: string, init: object = {}): Promise<Answer> => {
    asked.push(path);
    const found = answers[path];
    if (found === undefined) {
      throw new TypeError('no network');
    }
    return found(init);
  };
  return { api: { GET: answer, POST: answer } as unknown as Api, asked };
}

const empty = () => ({ data: { items: [], next: null } });
const lists = { '/v1/me': () => ({ data: { id: 'me', powers: [] } }), '/v1/staff': empty, '/v1/areas': empty, '/v1/checklists': empty, '/v1/equipment': empty, '/v1/checks': empty };
const one = (id: string, state: string): Escalation => ({ id, state, version: 3 }) as Escalation;

test('every page of every open state is read, and nothing that is closed', async () => {
  const pages: Record<string, Answer> = {
    'open/': { data: { items: [one('a', 'open')], next: 'a' } },
    'open/a': { data: { items: [one('b', 'open')], next: null } },
    'acknowledged/': { data: { items: [one('c', 'acknowledged')], next: null } },
  };
  const { api, asked } = server({ ...lists, '/v1/escalations': ({ params }) => pages[`${String(params?.query?.['state'])}/${String(params?.query?.['after'] ?? '')}`] ?? empty() });
  const desk = new Desk(api);
  await desk.refresh();
  expect(desk.open.value.map((e) => e.id)).toEqual(['a', 'b', 'c']);
  expect(desk.trouble.value).toBeNull();
  expect(asked.filter((path) => path === '/v1/escalations')).toHaveLength(5);
  desk.close();
});

test('when the server stops answering, the list says so and keeps what it had', async () => {
  const answers: Parameters<typeof server>[0] = { ...lists, '/v1/escalations': ({ params }) => (params?.query?.['state'] === 'open' ? { data: { items: [one('a', 'open')], next: null } } : empty()) };
  const { api } = server(answers);
  const desk = new Desk(api);
  await desk.refresh();
  const at = desk.at.value;
  delete answers['/v1/escalations'];
  await desk.refresh();
  expect(desk.trouble.value).toBe('no-answer');
  expect(desk.open.value).toHaveLength(1);
  expect(desk.at.value).toBe(at);
  answers['/v1/escalations'] = empty;
  await desk.refresh();
  expect(desk.trouble.value).toBeNull();
  desk.close();
});

test('an act that got no answer is not taken for done, and a refusal comes in the server’s words', async () => {
  const answers: Parameters<typeof server>[0] = { ...lists, '/v1/escalations': empty };
  const desk = new Desk(server(answers).api);
  expect(await desk.acknowledge(one('a', 'open'))).toMatchObject({ ok: false, problem: { code: 'no-answer' } });
  answers['/v1/escalations/{escalationId}/acknowledge'] = () => ({ error: { code: 'stale-version', detail: 'Rhys is dealing with it.' } });
  expect(await desk.acknowledge(one('a', 'open'))).toMatchObject({ ok: false, problem: { detail: 'Rhys is dealing with it.' } });
  answers['/v1/escalations/{escalationId}/acknowledge'] = () => ({ data: one('a', 'acknowledged') });
  expect(await desk.acknowledge(one('a', 'open'))).toMatchObject({ ok: true, now: { state: 'acknowledged' } });
  desk.close();
});

test('why nothing was recorded is said in words: what more happened, that nobody answers, or the server’s own', () => {
  const said = (problem: object): string[] => refusal({ detail: '', fix: '', ...problem } as Problem);
  expect(said({ code: 'stale-version', detail: 'E-P924 is at version 3; you answered version 2.', fix: 'Read it again, then decide.' })).toEqual(['Something more has happened since you read this, so nothing was recorded.', 'It is shown now. Read it, then press again.']);
  expect(said({ code: 'no-answer' })).toEqual([expect.stringMatching(/^The server does not answer\. Phone/)]);
  expect(said({ code: 'guard', detail: 'It is with the engineer.', errors: [{ detail: 'Who was called is empty.' }] })).toEqual(['It is with the engineer.', 'Who was called is empty.']);
});

test('whatever waits for a countersignature is read, to the last page, and asked of nothing that was planned', async () => {
  const pages: Record<string, Answer> = { '': { data: { items: [{ id: 'c2', flags: [] }], next: '7' } }, '7': { data: { items: [{ id: 'c1', flags: [] }], next: null } } };
  const wanted: unknown[] = [];
  const { api, asked } = server({
    ...lists,
    '/v1/escalations': empty,
    '/v1/checks': ({ params }) => {
      wanted.push(params?.query?.['awaiting']);
      return pages[String(params?.query?.['after'] ?? '')] ?? empty();
    },
  });
  const desk = new Desk(api);
  await desk.refresh();
  expect(desk.awaiting.value.map((check) => check.id)).toEqual(['c2', 'c1']);
  expect(wanted).toEqual(['countersignature', 'countersignature']);
  expect(asked).not.toContain('/v1/occurrences');
  desk.close();
});

test('together with others only what passed without a doubt is confirmed, and never one’s own', () => {
  const passed = checked('c', { flags: ['awaiting-countersignature'] });
  expect(together(passed, 'rosa')).toBe(true);
  expect(together(passed, 'tara')).toBe(false);
  expect(together({ ...passed, verdict: 'out-of-tolerance' }, 'rosa')).toBe(false);
  for (const doubt of ['countersignature-rejected', 'unauthorised', 'unverified', 'lapsed', 'awaiting-second-check']) {
    expect(together({ ...passed, flags: [...passed.flags, doubt] }, 'rosa'), doubt).toBe(false);
  }
});

test('the check that passed after a failure which came late is among the re-checks', async () => {
  const passed = checked('pass');
  const { api } = server({ ...lists, '/v1/escalations': empty, '/v1/checks': () => ({ data: { items: [checked('newest')], next: null } }), '/v1/checks/{checkId}': () => ({ data: passed }) });
  const desk = new Desk(api);
  const matter = { ...one('a', 'open'), equipment: 'hoist-1', checklist: 'hoist-pre-use', checks: ['failed'], openedAt: '2026-11-25T08:00:00Z', laterPass: 'pass' } as unknown as Escalation;
  expect((await desk.since(matter)).map((check) => check.id)).toEqual(['newest', 'pass']);
  expect((await desk.since({ ...matter, laterPass: null })).map((check) => check.id)).toEqual(['newest']);
  desk.close();
});
