import * as assert from 'node:assert/strict';
import { realpathSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';

import { screenshot, withPage } from './browser';
import type { CodeServer } from './code-server';
import { variable } from './environment';
import { running } from './processes';
import type { Report } from './steps';
import { until } from './waiting';

/** The file with the import that does not resolve, in a copy of the sample. */
export const P2P = 'cli/src/domain/marketplace/p2p.rs';

/** Settings in which every folder is trusted. */
export const TRUSTING = { 'security.workspace.trust.enabled': false };

/** After so many deaths in a short time, the server is not started again. */
const DEATHS = 5;

/** The steps that use the editor as a person does, with mouse and keyboard. */
export async function workbench(
  report: Report,
  browser: Browser,
  server: CodeServer,
  workspace: string,
): Promise<void> {
  server.userSettings(TRUSTING);
  const address = server.window(workspace, [['openFile', path.join(workspace, P2P)]]);
  await withPage(browser, address, report, async (page, step) => {
    await step('the import is underlined, and nothing beside it', async () => {
      const squiggle = await boxOf(page.locator('.squiggly-error'));
      const name = await boxOf(lineWith(page, 'ggen_utils::error').getByText('GgenError'));
      assert.ok(
        Math.abs(squiggle.x - name.x) < 2 && Math.abs(squiggle.width - name.width) < 2,
        'the underline is beside it',
      );
      await untilCounted(page, 2, 7);
      await screenshot(page, '1-findings');
    });

    await step('Problems lists the findings with their rules', async () => {
      await page.keyboard.press('Control+Shift+M');
      const problems = page.locator('.markers-panel');
      await problems.getByText('unresolved import `ggen_utils::error::GgenError`').first().waitFor();
      await problems.getByText('unresolved-import', { exact: true }).first().waitFor();
      await screenshot(page, '2-problems');
      // Only the rows that the panel has room for are there.
      const filter = page.locator('.viewpane-filter input').first();
      await filter.fill('undeclared-feature');
      await problems.getByText('undeclared-feature', { exact: true }).first().waitFor();
      await filter.fill('');
      await page.keyboard.press('Control+J');
      await problems.waitFor({ state: 'hidden' });
    });

    await step('hovering over the import shows the finding', async () => {
      await lineWith(page, 'ggen_utils::error').getByText('GgenError').hover();
      const hover = page.locator('.monaco-hover:visible');
      await hover.getByText('no `GgenError` in `error`').waitFor();
      await screenshot(page, '3-hover');
    });

    await step('Ctrl+. and Enter at the import apply the preferred fix', async () => {
      await lineWith(page, 'ggen_utils::error').getByText('GgenError').click();
      const menu = await quickFixMenu(page);
      await menu.getByText('Import `Error` instead, and rename its uses in this file').waitFor();
      await screenshot(page, '4-quick-fixes');
      await page.keyboard.press('Enter');
      await lineWith(page, 'use ggen_utils::error::{Result, Error};').waitFor();
      await page.waitForSelector('.squiggly-error', { state: 'detached' });
      await untilCounted(page, 1, 7);
      await screenshot(page, '5-import-fixed');
    });

    await step('Ctrl+. and Enter at a feature declare it, for all places at once', async () => {
      await goTo(page, '72:16');
      const menu = await quickFixMenu(page);
      await menu.getByText('Declare the feature `p2p` in the manifest of `ggen-cli-lib`').waitFor();
      await screenshot(page, '6-declare');
      await page.keyboard.press('Enter');
      await untilCounted(page, 1, 1);
      await page.waitForSelector('.squiggly-warning', { state: 'detached' });
      await screenshot(page, '7-declared');
    });

    await step('a server that dies once is started again without a word', async () => {
      await die(server);
      assert.equal(await page.locator('.notification-toast').count(), 0);
    });

    await step('one that keeps dying is given up with one message, whose button starts it', async () => {
      for (let death = 2; death < DEATHS; death += 1) {
        await die(server);
      }
      for (const id of server.languageServers()) {
        process.kill(id, 'SIGKILL');
      }
      const message = page.locator('.notification-toast', {
        hasText: "Greenlight's server failed 5 times",
      });
      await message.getByRole('button', { name: 'Restart' }).click({ trial: true });
      await screenshot(page, '8-given-up');
      assert.equal(await page.locator('.notification-toast').count(), 1);
      await message.getByRole('button', { name: 'Restart' }).click();
      await until('the server', () => server.languageServers().length === 1);
      await message.waitFor({ state: 'detached' });
    });

    await step('a wrong path in the settings is said, with a way to the setting', async () => {
      server.machineSettings({ 'greenlight.server.path': '/nowhere/greenlight' });
      const message = page.locator('.notification-toast', {
        hasText: 'The setting greenlight.server.path is /nowhere/greenlight: there is no such file.',
      });
      const button = message.getByRole('button', { name: 'Open Settings' });
      await button.click({ trial: true });
      assert.equal(server.languageServers().length, 0, 'another server was started instead');
      await screenshot(page, '9-wrong-path');
      await button.click();
      const setting = page
        .locator('.settings-editor .setting-item-contents', { hasText: 'Path' })
        .locator('input');
      assert.equal(await setting.inputValue(), '/nowhere/greenlight');
      await screenshot(page, '10-settings');
    });

    await step('a server that never answers can be replaced, and ends', async () => {
      const mute = path.join(variable('TEMPORARY'), 'mute');
      writeFileSync(mute, '#!/bin/sh\n[ "$1" = lsp ] || exec echo greenlight 0.0.0\nexec sleep 1000\n', {
        mode: 0o755,
      });
      const sleep = realpathSync('/bin/sleep');
      const before = running(sleep, '1000').length;
      server.machineSettings({ 'greenlight.server.path': mute });
      await until('the mute server', () => running(sleep, '1000').length === before + 1);
      server.machineSettings({});
      await until('the bundled server', () => server.languageServers().length === 1);
      await until('the end of the mute server', () => running(sleep, '1000').length === before);
    });

    await step('the log shows what was started, and the messages once they are wanted', async () => {
      await command(page, 'Greenlight: Show Log');
      const log = page.locator('.output-view .view-lines');
      const logged = async () => (await log.innerText()).replaceAll('\u00a0', ' ');
      await command(page, 'Greenlight: Restart Server');
      await until('the start in the log', async () => (await logged()).includes('bundled with'));
      server.machineSettings({ 'greenlight.trace.server': 'messages' });
      await until('a message in the log', async () => {
        // The settings count some time after they are written.
        await command(page, 'Greenlight: Restart Server');
        // Only the last lines are rendered, whichever messages those are.
        return /(Sending|Received) (request|notification|response)/.test(await logged());
      });
      await untilCounted(page, 1, 1);
      await screenshot(page, '11-log');
    });
  });
}

/** The lines of the editor that contain `text`. */
export function lineWith(page: Page, text: string): Locator {
  // The editor's spaces do not break.
  const pattern = text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s');
  return page.locator('.editor-container .view-line').filter({ hasText: new RegExp(pattern) });
}

/** Waits until the status bar counts so many findings in the workspace. */
export async function untilCounted(page: Page, errors: number, warnings: number): Promise<void> {
  const status = page.locator('[id="status.problems"]');
  await until(
    `${errors} errors and ${warnings} warnings`,
    async () => (await status.innerText()).trim().split(/\s+/).join() === `${errors},${warnings}`,
  );
}

/** Runs a command from the palette. */
export async function command(page: Page, name: string): Promise<void> {
  const palette = page.locator('.quick-input-widget');
  const soon = { timeout: 2000 };
  await until(`the command ${name}`, async () => {
    await page.keyboard.press('F1');
    try {
      await palette.locator('input').fill(`>${name}`, soon);
      await palette.locator('.monaco-list-row').filter({ hasText: name }).first().click(soon);
      return true;
    } catch {
      // What ran before has taken the focus, which closes the palette.
      return false;
    }
  });
  await palette.waitFor({ state: 'hidden' });
}

/** Opens the menu of quick fixes at the cursor. */
export async function quickFixMenu(page: Page): Promise<Locator> {
  const menu = page.locator('.action-widget');
  await until('the menu of quick fixes', async () => {
    await page.keyboard.press('Control+.');
    try {
      await menu.waitFor({ timeout: 2000 });
      return true;
    } catch {
      // The key shows what VS Code knew of the place, which may be older than the cursor's last move.
      return false;
    }
  });
  return menu;
}

export async function goTo(page: Page, place: string): Promise<void> {
  await page.keyboard.press('Control+G');
  await page.locator('.quick-input-widget input').fill(`:${place}`);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

async function boxOf(locator: Locator): Promise<{ x: number; width: number }> {
  await locator.waitFor();
  const box = await locator.boundingBox();
  assert.ok(box, 'it is not on the screen');
  return box;
}

/** Kills the server, and waits for the next. */
async function die(server: CodeServer): Promise<void> {
  const before = server.languageServers();
  assert.equal(before.length, 1);
  for (const id of before) {
    process.kill(id, 'SIGKILL');
  }
  await until('another server', () => {
    const now = server.languageServers();
    return now.length === 1 && now[0] !== before[0];
  });
}
