import type { Locator, Page } from 'playwright-core';

/** A question by a part of its words. */
export const question = (page: Page, words: string | RegExp): Locator => page.locator('fieldset.line').filter({ has: page.locator('legend.line__prompt', { hasText: words }) });

/** Begins a check that is due or not from the page of its machine, as after a scan. */
export async function begin(page: Page, equipment: string, title: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), `/start/${equipment}`);
  await page.locator('li.due', { hasText: title }).getByRole('button').first().tap();
  await page.locator('.check').waitFor();
}

/** Types into a box as a keyboard does, and hands it over. */
export async function type(page: Page, box: Locator, text: string): Promise<void> {
  await box.tap();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await goneOn(page);
}

/** After an answer the check goes on by itself, and the page moves: whoever taps sooner than a person can hits something else. */
export const goneOn = (page: Page): Promise<void> => page.evaluate(() => new Promise((later) => setTimeout(() => setTimeout(later))));

/** Answers whatever is open on the form so that it is well; numbers by what is given for them. */
export async function answerWell(page: Page, numbers: Record<string, string> = {}): Promise<number> {
  let taps = 0;
  const tap = async (what: Locator): Promise<void> => {
    await what.tap();
    await goneOn(page);
    taps++;
  };
  for (const id of await page.locator('fieldset.line').evaluateAll((all) => all.map((l) => l.id))) {
    const line = page.locator(`[id="${id}"]`);
    if ((await line.getByRole('radio', { checked: true }).count()) > 0 || (await line.locator('.worked').count()) > 0) {
      continue;
    }
    const key = id.replace('line-', '');
    const number = numbers[key.slice(key.lastIndexOf('--') < 0 ? 0 : key.lastIndexOf('--') + 2)];
    const ready = line.locator('.choose__one', { hasText: /^(Yes|The label still says|The seal is|Calibrated)|Calibrated until|The label still says|The seal is/ });
    if (number !== undefined) {
      await type(page, line.locator('.entry__box').first(), number);
    } else if ((await ready.count()) > 0) {
      await tap(ready.first());
    } else if ((await line.locator('.choose__one').count()) > 0) {
      await tap(line.locator('.choose__one').last());
    }
  }
  return taps;
}

/** From the last answer to the word that it is kept. */
export async function finish(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Finish', exact: true }).tap();
  await page.getByRole('button', { name: 'Finish and save' }).tap();
  await page.getByText(/^(Saved on this tablet|Sent$)/).first().waitFor();
}

/** How long it took in ms from the next tap anywhere until something is on the screen, painted. */
export async function fromTap(page: Page, selector: string, tap: () => Promise<void>): Promise<number> {
  await page.evaluate((wanted) => {
    const w = window as unknown as { took: Promise<number> };
    w.took = new Promise((done) => {
      addEventListener('click', () => {
        const began = performance.now();
        const look = (): void => {
          if (document.querySelector(wanted) === null) {
            requestAnimationFrame(look);
          } else {
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
          }
        };
        look();
      }, { once: true, capture: true });
    });
  }, selector);
  await tap();
  return page.evaluate(() => (window as unknown as { took: Promise<number> }).took);
}

/** The signal is back, and the tablet is told so until something is on the screen. */
export async function signalUntil(page: Page, proxy: { heal(): void }, what: Locator): Promise<void> {
  proxy.heal();
  for (let n = 0; n < 60 && !(await what.isVisible()); n++) {
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.waitForTimeout(500);
  }
  await what.waitFor();
}
