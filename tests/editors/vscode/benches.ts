import { cpSync, existsSync, readFileSync, utimesSync } from 'node:fs';
import * as path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';

import { screenshot, withPage } from './browser';
import type { CodeServer } from './code-server';
import { variable } from './environment';
import type { Report } from './steps';
import { until } from './waiting';
import { command, goTo, lineWith, quickFixMenu, TRUSTING } from './workbench';

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

    await step('hovering over it shows a picture, the table, and what was promised', async () => {
      await lineWith(page, ID).getByText(`"${ID}"`).hover();
      const hover = page.locator('.monaco-hover:visible');
      await hover.locator('table').getByText('base', { exact: true }).waitFor();
      // An image that is not shown has no size of its own.
      const image = hover.locator('img[src^="data:image/svg+xml"]').first();
      await image.waitFor();
      await until('the picture', () =>
        image.evaluate((it) => it instanceof HTMLImageElement && it.complete && it.naturalWidth > 100),
      );
      await hover
        .getByRole('link', { name: /PLAN\.md:\d+/ })
        .first()
        .waitFor();
      await screenshot(page, '16-bench-hover');
    });

    await step('Compare lets one pick a baseline, and shows all side by side', async () => {
      // As if it had been saved before, twice.
      const results = path.join(variable('CARGO_TARGET_DIR'), 'criterion', ID);
      for (const older of ['v1', 'v2']) {
        cpSync(path.join(results, 'base'), path.join(results, older), {
          recursive: true,
        });
        utimesSync(path.join(results, older, 'sample.json'), 1_000_000_000, 1_000_000_000);
      }
      await page.keyboard.press('Escape');
      await (await lensAbove(page, ID, 'Compare')).click();
      const pick = page.locator('.quick-input-widget:visible');
      await pick.getByText('v2', { exact: true }).waitFor();
      await screenshot(page, '17-bench-baselines');
      await pick.getByText('v1', { exact: true }).click();
      const preview = page.getByRole('tab', { name: /^Preview/ });
      await preview.waitFor();
      await until('the comparison with v1', async () => {
        for (const frame of page.frames()) {
          // A preview is drawn anew in another frame: one that has gone while it was asked shows nothing.
          const shown = await frame
            .getByText('against v1', { exact: true })
            .count()
            .catch(() => 0);
          if (shown > 0) {
            return true;
          }
        }
        return false;
      });
      await screenshot(page, '18-bench-compared');
      await command(page, 'View: Close All Editors');
    });
  });

  const changelog = server.window(workspace, [['openFile', path.join(workspace, 'CHANGELOG.md')]]);
  await withPage(browser, changelog, report, async (page, step) => {
    await step('a row of the changelog is taken over into greenlight.toml', async () => {
      await lineWith(page, 'Install success rate').first().waitFor();
      await goTo(page, '32:5');
      const menu = await quickFixMenu(page);
      await menu.getByText('over into greenlight.toml').first().waitFor();
      await screenshot(page, '19-row-of-changelog');
      await page.keyboard.press('Enter');
      const file = path.join(workspace, 'greenlight.toml');
      await until('the target in greenlight.toml', async () => {
        await command(page, 'File: Save All');
        return existsSync(file) && readFileSync(file, 'utf8').includes('metric = "install_success_rate"');
      });
      await screenshot(page, '20-target-taken-over');
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
