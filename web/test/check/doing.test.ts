import { effect } from '@preact/signals-core';
import { expect, test } from 'vitest';
import { Doing } from '../../src/rooms/check/doing';
import { fakeTablet } from '../fake-tablet';
import { buttons, sxr } from './definitions';
import { fakeEditing, machine } from './fake-editing';

test('an answer moves the signals of its own line and of what is worked out from it, and of no other', async () => {
  const tablet = fakeTablet();
  const editing = await fakeEditing(tablet, sxr, machine('it', 'SXR', 'sxr'), { references: { output: { value: 100 } } });
  const doing = new Doing(editing, tablet.alarms.open);
  await doing.answer('temperature', { value: 20 });
  await doing.answer('pressure', { value: 101.325 });
  const moved = new Map<string, number>();
  const keys = ['chamber', 'temperature', 'pressure', 'reading', 'output', 'output-direct'];
  const stops = keys.map((key) => effect(() => {
    const line = doing.line(key);
    void [line.reading.value, line.result.value, line.open.value];
    moved.set(key, (moved.get(key) ?? -1) + 1);
  }));
  await doing.answer('reading', { value: 104.2 });
  stops.forEach((stop) => stop());
  expect([...moved].filter(([, times]) => times > 0).map(([key]) => key)).toEqual(['reading', 'output']);
});

test('the next question is the next one unanswered of the same point, and round to the first that was left', async () => {
  const tablet = fakeTablet();
  const points = ['p1', 'p2'].map((id) => ({ id, name: id, affects: [] }));
  const doing = new Doing(await fakeEditing(tablet, buttons, machine('it', 'Buttons', 'call-points', { points })), tablet.alarms.open);
  expect(doing.nextAfter('p1/sounds')).toBe('p1/resets');
  await doing.answer('p1/resets', { value: true });
  expect(doing.nextAfter('p1/resets')).toBe('p1/sounds');
  await doing.answer('p1/sounds', { value: true });
  expect(doing.nextAfter('p1/sounds')).toBeNull();
});

test('a failure that was told asks again only when it becomes worse', async () => {
  const tablet = fakeTablet();
  const doing = new Doing(await fakeEditing(tablet, sxr, machine('it', 'SXR', 'sxr')), tablet.alarms.open);
  await doing.answer('output-direct', { value: 102.5 });
  expect(doing.line('output-direct').open.value).toBe(true);
  await doing.confirm('output-direct');
  expect([doing.line('output-direct').open.value, doing.shown.value?.severity]).toEqual([false, 'before-use']);
  await doing.answer('output-direct', { value: 102.6, earlier: [{ value: 102.5, reason: 'set-up' }] });
  expect(doing.line('output-direct').open.value).toBe(false);
  await doing.answer('output-direct', { value: 104, earlier: [{ value: 102.5, reason: 'set-up' }] });
  expect(doing.line('output-direct').open.value).toBe(true);
});

test('answers are written one after another, and the newest is what stays', async () => {
  const tablet = fakeTablet();
  const editing = await fakeEditing(tablet, sxr, machine('it', 'SXR', 'sxr'));
  const doing = new Doing(editing, tablet.alarms.open);
  let letGo = (): void => undefined;
  editing.disk.waits = new Promise((done) => (letGo = done));
  const all = [1, 2, 3].map((n) => doing.answer('temperature', { value: 20 + n }));
  await new Promise((later) => setTimeout(later));
  const first = letGo;
  editing.disk.waits = new Promise((done) => (letGo = done));
  first();
  await all[0];
  expect([doing.line('temperature').reading.value, doing.line('temperature').saved.value]).toEqual([{ value: 23 }, 'saving']);
  letGo();
  await Promise.all(all);
  expect(editing.draft.value.readings['temperature']).toEqual({ value: 23 });
  expect(doing.line('temperature').saved.value).toBe('saved');
});
