import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';

import { variable } from '../environment';
import { servers } from '../processes';
import { until } from '../waiting';
import { only, setText, untilFound } from './editor';
import type { Step } from './index';
import { P2P } from './sample';

export const lifecycleSteps: readonly Step[] = [
  [
    'the first line of the log names the bundled server and its version',
    async () => {
      const version = execFileSync(bundled(), ['--version'], {
        encoding: 'utf8',
      });
      const [line] = (await until('the log', log)).split('\n');
      const number = version.replace('greenlight ', '').trim();
      assert.ok(
        line?.endsWith(`[info] ${bundled()}, version ${number} (bundled with the extension)`),
        `the first line is: ${line ?? ''}`,
      );
    },
  ],
  [
    'the restart command starts another server in place of the first, which finds the same',
    async () => {
      const before = only(servers(bundled()));
      // Twice at once: that must not leave two.
      await Promise.all([
        vscode.commands.executeCommand('greenlight.restart'),
        vscode.commands.executeCommand('greenlight.restart'),
      ]);
      await untilReplaced(before);
    },
  ],
  [
    'a server that dies is started again',
    async () => {
      const before = only(servers(bundled()));
      process.kill(before, 'SIGKILL');
      await untilReplaced(before);
    },
  ],
];

/** The server inside the extension that is installed. */
function bundled(): string {
  const extension = vscode.extensions.getExtension('greenlight-rs.greenlight');
  assert.ok(extension, 'the extension is not installed');
  return path.join(extension.extensionPath, 'server', 'greenlight');
}

/** What the extension has logged in this window, the only one there was. */
function log(): string | undefined {
  const logs = variable('LOGS');
  const file = readdirSync(logs, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('/Greenlight.log'),
  );
  const text = file === undefined ? '' : readFileSync(path.join(logs, file), 'utf8');
  return text.includes('\n') ? text : undefined;
}

/** Waits until one server runs that is not `before`, and knows of a change that `before` cannot have seen. */
async function untilReplaced(before: number): Promise<void> {
  await until('another server', () => {
    const now = servers(bundled());
    return now.length === 1 && now[0] !== before;
  });
  await setText(P2P, `\n${P2P.text}`);
  await untilFound(P2P, 'unresolved-import', ['7:33-7:42']);
}
