import type { Page } from 'playwright-core';

/** One Tab on, and what lies over the control that has the focus now: nothing, unless it stays there. */
export async function tab(page: Page): Promise<string> {
  await page.keyboard.press('Tab');
  let covered = await page.evaluate(under);
  for (let n = 0; covered !== '' && n < 40; n++) { // an answer that was just given may still move the page
    await page.waitForTimeout(50);
    covered = await page.evaluate(under);
  }
  return covered;
}

function under(): string {
  const has = document.activeElement;
  if (has === null || has === document.body || has.closest('.nhsuk-skip-link') !== null) {
    return '';
  }
  const shown = has.closest('label') ?? has;
  const box = shown.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, Math.max(0, box.top + 2));
  return top !== null && (shown.contains(top) || top.contains(shown)) ? '' : has.outerHTML.slice(0, 120);
}
