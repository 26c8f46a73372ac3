import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong with the page as it stands, one line a finding; nothing is wished. A room that is still fetched is waited for. */
export async function axe(page: Page): Promise<string[]> {
  await page.locator('h1:visible').first().waitFor();
  await page.evaluate(`if (!window.axe) { ${source} }`);
  const found = await page.evaluate(async (values) => {
    const { axe: run } = window as unknown as { axe: { run: (root: Document, options: object) => Promise<{ violations: Finding[] }> } };
    interface Finding { id: string; help: string; nodes: { target: unknown[]; html: string; failureSummary: string }[] }
    return (await run.run(document, { runOnly: { type: 'tag', values } })).violations;
  }, tags);
  return found.flatMap((finding) => finding.nodes.map((node) => `${finding.id}: ${finding.help}: ${node.target.join(' ')} ${node.html.slice(0, 200)} ${node.failureSummary}`));
}

/** Controls smaller than a gloved finger needs: 48 px each way, by its own box or that of the label around it. */
export function small(page: Page, least = 48): Promise<string[]> {
  return page.evaluate((px) => {
    const seen = [...document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, summary')].filter((e) => e.checkVisibility() && !e.closest('[inert]'));
    const box = (e: HTMLElement): DOMRect => (e.matches('input[type=radio], input[type=checkbox]') ? (e.closest('.nhsuk-radios__item, .nhsuk-checkboxes__item, label') ?? e) : e).getBoundingClientRect();
    return seen.filter((e) => !e.matches('.nhsuk-skip-link') && (box(e).height < px - 0.5 || box(e).width < px - 0.5)).map((e) => `${e.outerHTML.slice(0, 120)} ${Math.round(box(e).width)}×${Math.round(box(e).height)}`);
  }, least);
}

/** How far the page is wider than the window: 0 when nothing has to be scrolled sideways. */
export const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
