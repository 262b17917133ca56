import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';

import { findings, only, open, setText, textOf, untilFound, untilPristine } from './editor';
import type { Step } from './index';
import { CLI_MANIFEST, FEATURE_FIX, MARKETPLACE, P2P, SEARCH, UNDECLARED } from './sample';

export const findingSteps: readonly Step[] = [
  [
    'the import that does not resolve is an error at 6:33-6:42',
    async () => {
      await open(P2P);
      await untilFound(P2P, 'unresolved-import', ['6:33-6:42']);
      const finding = only(findings(P2P, 'unresolved-import'));
      assert.equal(finding.severity, vscode.DiagnosticSeverity.Error);
      assert.match(finding.message, /^unresolved import `ggen_utils::error::GgenError`/);
      // The next steps look at all files.
      await open(MARKETPLACE);
      await open(SEARCH);
    },
  ],
  [
    'the feature that nobody declared is a warning in six places',
    async () => {
      await untilPristine();
      for (const [file] of UNDECLARED) {
        for (const finding of findings(file, 'undeclared-feature')) {
          assert.equal(finding.severity, vscode.DiagnosticSeverity.Warning);
          assert.match(finding.message, /^unexpected `cfg` condition value: `p2p`/);
        }
      }
    },
  ],
  [
    'what is typed into the manifest counts before it is saved, and no longer once it is undone',
    async () => {
      await open(CLI_MANIFEST);
      await setText(CLI_MANIFEST, FEATURE_FIX.fixed);
      for (const [file] of UNDECLARED) {
        await untilFound(file, 'undeclared-feature', []);
      }
      assert.equal(
        readFileSync(CLI_MANIFEST.uri.fsPath, 'utf8'),
        CLI_MANIFEST.text,
        'the manifest was saved',
      );
      await open(CLI_MANIFEST);
      await vscode.commands.executeCommand('undo');
      assert.equal(await textOf(CLI_MANIFEST), CLI_MANIFEST.text);
      await untilPristine();
    },
  ],
];
