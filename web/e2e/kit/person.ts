import type { Page } from 'playwright-core';
import type { Tablet } from './browser';
import type { Server } from './server';

export const pin = '482615';

/** Sets a tablet up as an administrator does, and waits for the proof of it. */
export async function enrol(tablet: Tablet, server: Server, name = 'LA1 tablet'): Promise<Page> {
  const page = await tablet.goto();
  await page.getByLabel('Enrolment code').fill(await server.code());
  await page.getByLabel('Name of this tablet').fill(name);
  await page.getByRole('button', { name: 'Set up', exact: true }).click();
  await page.getByRole('button', { name: 'Start the app again' }).click();
  await page.getByText('Ready to use offline', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
  return page;
}

/** Whose name is on the header afterwards: "Sam" is enough of a name. */
export async function signIn(page: Page, name: string, digits = pin): Promise<void> {
  await page.getByRole('listitem').getByRole('button', { name }).click();
  await press(page, digits);
  await page.getByRole('banner').getByRole('button', { name }).waitFor();
}

/** By the keys on the screen. */
export async function press(page: Page, digits: string): Promise<void> {
  for (const digit of digits) {
    await page.getByRole('button', { name: digit, exact: true }).tap();
  }
}

/** A tablet that is set up, in the hands of somebody. */
export async function ready(tablet: Tablet, server: Server, name = 'Sam'): Promise<Page> {
  const page = await enrol(tablet, server);
  await signIn(page, name);
  return page;
}

/** Hands it to somebody else. */
export async function change(page: Page, to: string): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: /change who holds the tablet/ }).click();
  await signIn(page, to);
}
