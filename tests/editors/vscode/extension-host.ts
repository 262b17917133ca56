import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Browser } from 'playwright-core';

import { withPage } from './browser';
import type { CodeServer } from './code-server';
import { variable } from './environment';
import type { Outcome, Report } from './steps';

/** For all steps together; one that hangs has its own, shorter patience. */
const PATIENCE_MS = 300_000;

/** The steps that use the editor through its API, as an extension does. */
export async function extensionHost(
  report: Report,
  browser: Browser,
  server: CodeServer,
  workspace: string,
): Promise<void> {
  server.userSettings({ 'security.workspace.trust.enabled': false });
  const extension = path.join(variable('TEMPORARY'), 'tests', 'extension');
  const address = server.window(workspace, [
    ['extensionDevelopmentPath', extension],
    ['extensionTestsPath', path.join(extension, 'index.js')],
  ]);
  await withPage(browser, address, report, async (page, step) => {
    await step('the extension host runs all its steps', async () => {
      const end = Date.now() + PATIENCE_MS;
      let reported = 0;
      for (;;) {
        const lines = outcomes();
        const ended = lines.at(-1) === 'end';
        for (const line of lines.slice(reported, ended ? -1 : undefined)) {
          reported += 1;
          report.add(JSON.parse(line) as Outcome);
        }
        if (ended) {
          break;
        }
        if (Date.now() > end) {
          throw new Error(`it has run ${reported} steps, and does not go on`);
        }
        await page.waitForTimeout(50);
      }
    });
  });
}

/** The lines that the extension host has written. */
function outcomes(): string[] {
  const file = variable('OUTCOMES');
  // What follows the last line end is still being written.
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
}
