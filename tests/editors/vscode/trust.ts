import * as assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Browser } from 'playwright-core';

import { screenshot, withPage } from './browser';
import type { CodeServer } from './code-server';
import { variable } from './environment';
import type { Report } from './steps';
import { until } from './waiting';
import { command, P2P, untilCounted } from './workbench';

/** The steps that open a folder which is not trusted, and then is. */
export async function trust(
  report: Report,
  browser: Browser,
  server: CodeServer,
  workspace: string,
): Promise<void> {
  const own = recorder('own');
  const foreign = recorder('foreign');
  server.userSettings({ 'security.workspace.trust.enabled': true });
  server.machineSettings({ 'greenlight.server.path': own.binary });
  // What a hostile folder would do: name the program that the editor is to start.
  mkdirSync(path.join(workspace, '.vscode'));
  writeFileSync(
    path.join(workspace, '.vscode', 'settings.json'),
    JSON.stringify({ 'greenlight.server.path': foreign.binary }),
  );

  const address = server.window(workspace, [['openFile', path.join(workspace, P2P)]]);
  await withPage(browser, address, report, async (page, step) => {
    await step('a folder that is not trusted is checked too, and the server knows', async () => {
      await page.getByRole('button', { name: /^No, I don't trust/ }).click();
      await page.waitForSelector('.squiggly-error');
      await untilCounted(page, 2, 7);
      await screenshot(page, '12-untrusted');
      assert.deepEqual(own.trusted(), [false]);
    });

    await step('its settings do not choose the program that is started', async () => {
      await command(page, 'Greenlight: Restart Server');
      await until('the second start', () => own.trusted().length === 2);
      assert.deepEqual(own.trusted(), [false, false]);
      assert.deepEqual(foreign.trusted(), []);
    });

    await step('once it is trusted, they do, and the server is told', async () => {
      await command(page, 'Workspaces: Manage Workspace Trust');
      await page
        .locator('.workspace-trust-editor')
        .getByRole('button', { name: 'Trust', exact: true })
        .click();
      // Trust and the settings it brings come one after the other, in either order.
      await until('the server of the folder', () => foreign.trusted().at(-1));
      await untilCounted(page, 2, 7);
      await screenshot(page, '13-trusted');
    });
  });
}

/** A program that is the server, and keeps what the client says to it. */
function recorder(name: string): {
  readonly binary: string;
  readonly trusted: () => boolean[];
} {
  const binary = path.join(variable('TEMPORARY'), name);
  const record = `${binary}.record`;
  const script = `#!/bin/sh\n[ "$1" = lsp ] || exec '${variable('GREENLIGHT')}' "$@"\ntee -a '${record}' | '${variable('GREENLIGHT')}' "$@"\n`;
  writeFileSync(binary, script, { mode: 0o755 });
  return {
    binary,
    /** What the client said at each start. */
    trusted: () => {
      const said = existsSync(record) ? readFileSync(record, 'utf8') : '';
      const options = said.matchAll(/"initializationOptions":\{"trusted":(true|false)/g);
      return [...options].map(([, value]) => value === 'true');
    },
  };
}
