import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { Tablet } from './kit/browser';
import { answerWell, begin, finish, question, signalUntil } from './kit/checking';
import { enrol, press, signIn } from './kit/person';
import { Proxy } from './kit/proxy';
import { Server } from './kit/server';

// A battery gives up when it likes. How many checks and how many kills can be raised for a long run.
const checks = Number(process.env['E2E_CHECKS'] ?? 6);
const kills = Number(process.env['E2E_KILLS'] ?? 12);

let server: Server;
let proxy: Proxy;
let tablet: Tablet;

beforeAll(async () => {
  server = await Server.start();
  proxy = await Proxy.before(server);
  tablet = await Tablet.open(proxy.base);
  await enrol(tablet, server);
});
afterAll(async () => {
  await tablet?.close();
  await proxy?.close();
  await server?.close();
});

/** Everything that the screen ever called saved: answers by check and question, and finished checks. */
interface Shown {
  answers: Map<string, Map<string, string>>;
  finished: Set<string>;
}

/** Tells this process of each "Saved" the moment it is on the screen: a kill after that may not lose it. */
async function watch(page: Page, shown: Shown): Promise<void> {
  await page.exposeFunction('wasShown', (check: string, line: string, value: string) => {
    if (line === '') {
      shown.finished.add(check);
    } else {
      shown.answers.set(check, (shown.answers.get(check) ?? new Map<string, string>()).set(line, value));
    }
  });
  await page.addInitScript(() => {
    const tell = (window as unknown as { wasShown: (check: string, line: string, value: string) => void }).wasShown;
    new MutationObserver(() => {
      const check = location.hash.replace('#/check/', '');
      for (const line of document.querySelectorAll('fieldset.line')) {
        const value = line.querySelector<HTMLInputElement>('input[type=radio]:checked')?.value;
        if (value !== undefined && line.querySelector('.saved--yes') !== null) {
          tell(check, line.id, value);
        }
      }
      if (document.querySelector('.ended__sent') !== null) {
        tell(check, '', '');
      }
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
}

/** The signals of chance are repeatable: the same seed kills at the same places. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

async function back(shown: Shown): Promise<Page> {
  await tablet.start();
  await watch(tablet.page, shown);
  const page = await tablet.goto();
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
  await page.getByRole('listitem').getByRole('button', { name: 'Sam' }).tap();
  await press(page, '482615');
  await page.getByRole('heading', { name: /^Today/ }).waitFor(); // with or without anything due: there are Sundays
  return page;
}

/** What a check's draft holds, as its form shows it. */
const answersOf = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(() => Object.fromEntries([...document.querySelectorAll('fieldset.line')].flatMap((l) => {
    const value = l.querySelector<HTMLInputElement>('input[type=radio]:checked')?.value;
    return value === undefined ? [] : [[l.id, value]];
  })));

test(`C1: ${checks} checks without a signal, the browser killed ${kills} times anywhere: nothing shown as saved is missing`, { timeout: 60_000 + kills * 20_000 + checks * 10_000 }, async () => {
  const shown: Shown = { answers: new Map(), finished: new Set() };
  const random = chance(20261125);
  await tablet.context.close();
  let page = await back(shown);
  await page.evaluate(async () => navigator.serviceWorker.ready.then(() => undefined));
  proxy.signal(false);
  let killed = 0;
  let patience = 1;
  let resumed = 0;
  for (let n = 0; n < checks || killed < kills; n++) {
    let done = false;
    while (!done) {
      const dies = killed < kills;
      // Somewhere between the first tap and the word after Finish.
      const after = 300 + random() * 2600 * patience;
      const work = (async () => {
        await begin(page, 'hoist-1', 'Patient hoist, before the first lift');
        const id = page.url().replace(/.*#\/check\//, '');
        const kept = await answersOf(page);
        for (const [line, value] of shown.answers.get(id) ?? []) {
          resumed++;
          expect(kept[line], `${line} of ${id} was shown as saved`).toBe(value);
        }
        await answerWell(page);
        await finish(page);
      })();
      if (!dies) {
        await work;
        done = true;
        continue;
      }
      const ended = await Promise.race([work.then(() => 'done' as const, (e: unknown) => e), new Promise<'kill'>((k) => setTimeout(() => k('kill'), after))]);
      if (ended instanceof Error) {
        throw ended;
      }
      done = ended === 'done';
      killed++;
      patience *= shown.answers.size === 0 ? 1.5 : 1; // a slow machine comes to an answer later
      await tablet.kill();
      await work.catch(() => undefined);
      page = await back(shown);
    }
  }
  console.log(`${shown.finished.size} checks shown as saved, ${killed} kills, ${resumed} answers found again in drafts`);
  expect(shown.finished.size).toBeGreaterThanOrEqual(Math.min(checks, 3));
  expect(resumed).toBeGreaterThan(0);
  await signalUntil(page, proxy, page.getByRole('banner').getByText('All sent'));
  const pushed = new Map(proxy.pushed().map((op) => [op.opId, op.payload]));
  expect([...shown.finished].filter((id) => !pushed.has(id))).toEqual([]);
  const sofia = await server.as('sofia.superintendent');
  for (const id of shown.finished) {
    const check = await sofia('GET', `/v1/checks/${id}`);
    expect(check['verdict']).toBe('pass');
    for (const [line, value] of shown.answers.get(id) ?? []) {
      const reading = (check['readings'] as Record<string, { value: unknown }>)[line.replace('line-', '')];
      expect(value === 'same' || String(reading?.value) === value, `${line} of ${id}`).toBe(true);
    }
  }
});

const photographed = {
  id: 'label-photo', title: 'Label of the hoist, with a photo', version: '1', purpose: 'Show the label as it is.', equipmentKinds: ['hoist'], performedBy: { roles: ['support-worker'], countersign: 'never', secondCheck: false },
  sections: [{ title: 'Label', items: [
    { id: 'legible', kind: 'confirm', prompt: 'The label can be read.', onFail: 'advice', guidance: 'Ask for a new label.', source: { cite: 'Ours', confidence: 'L' } },
    { id: 'picture', kind: 'photo', prompt: 'A photo of the label.', source: { cite: 'Ours', confidence: 'L' } },
  ] }],
};

test('C5: a photo that does not fit any more leaves the answers saved; one that fits is small and knows no place', async () => {
  const priya = await server.as('priya.physicist');
  const made = await priya('POST', '/v1/checklists', photographed);
  const sofia = await server.as('sofia.superintendent');
  await sofia('POST', `/v1/checklists/label-photo/versions/${made['hash']}/approve`, {});
  const page = tablet.page;
  proxy.heal();
  await page.reload();
  await signIn(page, 'Sam');
  await page.evaluate(() => (location.hash = '/start/hoist-1'));
  await signalUntil(page, proxy, page.locator('li.due', { hasText: photographed.title }));
  await begin(page, 'hoist-1', photographed.title);
  await question(page, 'label can be read').getByText('Yes', { exact: true }).tap();
  await question(page, 'label can be read').getByText('Saved', { exact: true }).waitFor();
  const picture = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    canvas.width = 4032;
    canvas.height = 3024;
    const pen = canvas.getContext('2d');
    for (let n = 0; pen !== null && n < 4000; n++) {
      pen.fillStyle = `hsl(${n % 360} 80% 50%)`;
      pen.fillRect(Math.random() * 4032, Math.random() * 3024, 80, 80);
    }
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.95));
    return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
  });
  const jpeg = Buffer.from(picture);
  // As a camera writes it: a segment that names a place, right after the start of the image.
  const place = Buffer.from('Exif\0\0GPS 51.5 N 3.1 W');
  const head = Buffer.from([0xff, 0xe1, 0, place.length + 2]);
  const photo = { name: 'label.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([jpeg.subarray(0, 2), head, place, jpeg.subarray(2)]) };
  expect(photo.buffer.includes('GPS 51.5')).toBe(true);
  await tablet.quota(1);
  await page.waitForTimeout(32_000); // Chromium goes by what was left when it last looked, for half a minute
  await page.locator('input[type=file]').setInputFiles(photo);
  await page.getByText('There is no room for the photo on this tablet').waitFor();
  expect(await question(page, 'label can be read').getByText('Saved', { exact: true }).count()).toBe(1);
  await tablet.quota(1_000_000_000);
  await page.locator('input[type=file]').setInputFiles(photo);
  await page.locator('.photo__seen').waitFor();
  expect(await page.locator('.photo__seen').evaluate((img: HTMLImageElement) => Math.max(img.naturalWidth, img.naturalHeight))).toBe(1600);
  await finish(page);
  await page.getByText('Sent', { exact: true }).waitFor();
  await expect.poll(() => proxy.seen.filter((s) => s.method === 'PUT' && s.path.startsWith('/v1/blobs/') && s.status === 200).length + proxy.seen.filter((s) => s.method === 'PUT' && s.path.startsWith('/v1/blobs/') && s.status === 201).length).toBeGreaterThan(0);
  const bytes = proxy.seen.filter((s) => s.method === 'PUT' && s.path.startsWith('/v1/blobs/')).at(-1)?.body ?? Buffer.alloc(0);
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  expect(bytes.includes('GPS 51.5') || bytes.includes('Exif\0\0')).toBe(false); // shorter words are in a large picture by chance
  const { createHash } = await import('node:crypto');
  const sealed = proxy.pushed().map((op) => op.payload).filter((p) => p.type === 'check.completed' && p.checklist.id === 'label-photo').at(-1);
  expect(sealed.readings.picture.blob).toBe(createHash('sha256').update(bytes).digest('hex'));
});
