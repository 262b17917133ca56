import * as path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';

import { screenshot, withPage } from './browser';
import type { CodeServer } from './code-server';
import type { Report } from './steps';
import { until } from './waiting';
import { command, goTo, lineWith, TRUSTING } from './workbench';

const BENCH = 'benches/marketplace_performance.rs';
const ID = 'registry_loading_from_disk';

/** How long a bench may take to be built and to run. */
const PATIENCE_MS = 240_000;

/** The steps that run a bench from its own line. */
export async function benches(
  report: Report,
  browser: Browser,
  server: CodeServer,
  workspace: string,
): Promise<void> {
  server.userSettings(TRUSTING);
  const address = server.window(workspace, [['openFile', path.join(workspace, BENCH)]]);
  await withPage(browser, address, report, async (page, step) => {
    await step('a lens stands above each bench, and no hint says what it measured', async () => {
      await lineWith(page, 'registry_loading').first().waitFor();
      await goTo(page, '45:5');
      await lensAbove(page, ID, '▶ Run bench');
      await lensAbove(page, ID, 'Compare');
    });

    await step('clicked, it runs the bench in a terminal, and the hint appears when it is done', async () => {
      await (await lensAbove(page, ID, '▶ Run bench')).click();
      await page.locator('.terminal-wrapper').first().waitFor();
      await screenshot(page, '14-bench-runs');
      await lineWith(page, ID)
        .getByText(/^\s*base\s[\d.]+\s[µnm]?s\s±/)
        .waitFor({ timeout: PATIENCE_MS });
      await screenshot(page, '15-bench-ran');
    });

    await step('hovering over it shows the table', async () => {
      await lineWith(page, ID).getByText(`"${ID}"`).hover();
      const table = page.locator('.monaco-hover:visible table');
      await table.getByText('base', { exact: true }).waitFor();
      await screenshot(page, '16-bench-hover');
    });

    await step('Compare shows its baselines side by side', async () => {
      await page.keyboard.press('Escape');
      await (await lensAbove(page, ID, 'Compare')).click();
      const preview = page.getByRole('tab', { name: /^Preview/ });
      await preview.waitFor();
      await screenshot(page, '17-bench-compared');
      await command(page, 'View: Close All Editors');
    });
  });
}

/** The lens `title` of the line with `text`: the lowest one above it. While the editor scrolls, lenses come and go. */
async function lensAbove(page: Page, text: string, title: string): Promise<Locator> {
  const soon = { timeout: 500 };
  return until(`the lens ${title} above ${text}`, async () => {
    let lowest: { lens: Locator; y: number } | undefined;
    const line = await lineWith(page, text)
      .boundingBox(soon)
      .catch(() => null);
    for (const lens of await page.locator('.codelens-decoration a', { hasText: title }).all()) {
      const box = await lens.boundingBox(soon).catch(() => null);
      if (line !== null && box !== null && box.y < line.y && box.y > (lowest?.y ?? -1)) {
        lowest = { lens, y: box.y };
      }
    }
    return lowest?.lens;
  });
}
