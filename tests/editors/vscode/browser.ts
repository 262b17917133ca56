import * as path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

import { variable } from './environment';
import type { Report } from './steps';
import { PATIENCE_MS } from './waiting';

/** Starts Chromium, without what it does on the network for itself. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: variable('CHROMIUM'),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--disable-quic',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** Runs a step in a window; one that fails leaves a screenshot. */
export type PageStep = (name: string, body: () => Promise<void>) => Promise<void>;

/** Opens `address` in a window that remembers nothing of others, and closes it after `use`. */
export async function withPage(
  browser: Browser,
  address: string,
  report: Report,
  use: (page: Page, step: PageStep) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1200, height: 800 },
  });
  context.setDefaultTimeout(PATIENCE_MS);
  try {
    const page = await context.newPage();
    await page.goto(address);
    await use(page, (name, body) =>
      report.step(name, async () => {
        try {
          await body();
        } catch (error) {
          await screenshot(page, `failed ${name}`);
          throw error;
        }
      }),
    );
  } finally {
    await context.close();
  }
}

/** Takes the screenshot `name`, of what is seen or of the whole page. */
export async function screenshot(page: Page, name: string, fullPage = false): Promise<void> {
  await page.screenshot({
    fullPage,
    path: path.join(variable('OUT'), `${name.replaceAll(/[^\w-]+/g, '-')}.png`),
  });
}
