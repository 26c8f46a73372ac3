import assert from 'node:assert/strict';
import { test } from 'vitest';
import { Department, type Tab } from './department';

const picture = (n: number): ArrayBuffer => new Uint8Array([n, n, n]).buffer;
const keep = (tab: Tab, n: number): Promise<string> => tab.run((t) => t.photos.keep(picture(n), 'image/jpeg'));
const has = async (tab: Tab, name: string): Promise<boolean> => (await tab.run((t) => t.photos.get(name))) !== undefined;

test('the photo that was taken again leaves nothing behind, over a restart too; the new one stays', async () => {
  const d = new Department();
  const tab = await d.enrolled();
  const [first, second] = [await keep(tab, 1), await keep(tab, 2)];
  const e = await tab.begin();
  await tab.run(() => e.answer('photo', { blob: first }));
  await tab.run(() => e.answer('brakes', { value: true }));
  assert.equal(await has(tab, first), true, 'another answer replaces no photo');
  await tab.run(() => e.answer('photo', { blob: second }));
  assert.deepEqual([await has(tab, first), await has(tab, second)], [false, true]);
  await tab.run((t) => t.close());
  const after = await d.open();
  assert.deepEqual([await has(after, first), await has(after, second)], [false, true]);
  await after.run((t) => t.close());
});

test('what a sealed alert or report names is sent, though its photo was taken again', async () => {
  const d = new Department();
  const tab = await d.enrolled();
  const [alerted, reported, last] = [await keep(tab, 1), await keep(tab, 2), await keep(tab, 3)];
  const e = await tab.begin();
  await tab.run(() => e.answer('brakes', { value: false, blob: alerted }));
  await tab.run(() => e.alert('brakes'));
  await tab.run(() => e.answer('brakes', { value: false, blob: reported }));
  await tab.run((t) => t.outbox.seal('report.filed', { kind: 'fault', text: 'torn', blobs: [reported] }));
  await tab.run(() => e.answer('brakes', { value: false, blob: last }));
  assert.deepEqual([await has(tab, alerted), await has(tab, reported)], [true, true]);
  await tab.run((t) => t.sync());
  assert.deepEqual([d.server.blobs.has(alerted), d.server.blobs.has(reported)], [true, true]);
  await tab.run((t) => t.close());
});

test('a photo that another check names stays until that one lets it go', async () => {
  const d = new Department();
  const tab = await d.enrolled();
  const shared = await keep(tab, 1);
  const [one, other] = [await tab.begin('o-1'), await tab.begin('o-2')];
  await tab.run(() => one.answer('photo', { blob: shared }));
  await tab.run(() => other.answer('photo', { blob: shared }));
  await tab.run(() => one.answer('photo', undefined));
  assert.equal(await has(tab, shared), true);
  await tab.run(() => other.abandon('Wrong equipment'));
  assert.equal(await has(tab, shared), false, 'a check that was dropped takes its own with it');
  await tab.run((t) => t.close());
});

test('a picture that was kept twice stays: a report that is being written may name it', async () => {
  const d = new Department();
  const tab = await d.enrolled();
  const name = await keep(tab, 1);
  const e = await tab.begin();
  await tab.run(() => e.answer('photo', { blob: name }));
  assert.equal(await keep(tab, 1), name);
  await tab.run(() => e.answer('photo', undefined));
  assert.equal(await has(tab, name), true);
  await tab.run((t) => t.close());
});
