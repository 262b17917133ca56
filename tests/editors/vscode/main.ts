import { cpSync, mkdirSync } from 'node:fs';
import * as path from 'node:path';

import { benches } from './benches';
import { launch } from './browser';
import { CodeServer } from './code-server';
import { variable } from './environment';
import { extensionHost } from './extension-host';
import { Report } from './steps';
import { trust } from './trust';
import { until } from './waiting';
import { workbench } from './workbench';

/** A copy of the sample, which no other part has changed. */
function copyOfSample(name: string): string {
  const copy = path.join(variable('TEMPORARY'), name, 'ggen');
  mkdirSync(path.dirname(copy), { recursive: true });
  cpSync(variable('SAMPLE'), copy, {
    recursive: true,
    filter: (file) => path.basename(file) !== 'target',
  });
  return copy;
}

async function main(): Promise<void> {
  const report = new Report();
  const temporary = variable('TEMPORARY');
  // The extension host inherits what code-server is started with.
  process.env['OUTCOMES'] = path.join(temporary, 'outcomes');
  process.env['WORKSPACE'] = copyOfSample('extension-host');
  const server = await CodeServer.start(temporary, variable('OUT'));
  try {
    const browser = await launch();
    try {
      await extensionHost(report, browser, server, variable('WORKSPACE'));
      await workbench(report, browser, server, copyOfSample('workbench'));
      await benches(report, browser, server, copyOfSample('benches'));
      await trust(report, browser, server, copyOfSample('trust'));
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
    cpSync(server.logs, path.join(variable('OUT'), 'logs'), { recursive: true });
  }
  await report.step('no server outlives the editor', async () => {
    await until('the servers to end', () => server.languageServers().length === 0);
  });
  if (!report.close()) {
    process.exitCode = 1;
  }
}

void main();
