import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

import { open, setText, textOf, untilFound } from './editor';
import type { Step } from './index';
import { CLI_MANIFEST, FEATURE_FIX, FILES, P2P, UNDECLARED } from './sample';

/** In the first `feature = "p2p"` of P2P, on line 72. */
const IN_FEATURE = new vscode.Position(71, 17);

/** What a command about a place answers. */
async function ask<T>(command: string, ...more: unknown[]): Promise<T> {
  return vscode.commands.executeCommand<T>(command, P2P.uri, IN_FEATURE, ...more);
}

/** Declares the feature, without saving. */
async function declare(): Promise<void> {
  await open(CLI_MANIFEST);
  await setText(CLI_MANIFEST, FEATURE_FIX.fixed);
  await open(P2P);
  for (const [file] of UNDECLARED) {
    await untilFound(file, 'undeclared-feature', []);
  }
}

export const featureSteps: readonly Step[] = [
  [
    'hovering over a feature says what is known of it, and completion offers the declared ones',
    async () => {
      await open(P2P);
      const hovers = await ask<vscode.Hover[]>('vscode.executeHoverProvider');
      const said = hovers
        .flatMap(({ contents }) => contents)
        .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''));
      assert.ok(
        said.some((text) => text.includes('used in 6 cfgs of 3 files')),
        said.join('\n'),
      );
      const completions = await ask<vscode.CompletionList>('vscode.executeCompletionItemProvider');
      const labels = completions.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      assert.ok(labels.includes('live-llm-tests'), labels.join());
    },
  ],
  [
    'a declared feature is gone to, listed, and renamed in all files at once',
    async () => {
      await declare();
      const definitions = await ask<(vscode.Location | vscode.LocationLink)[]>(
        'vscode.executeDefinitionProvider',
      );
      const files = definitions.map((it) => ('uri' in it ? it.uri.path : it.targetUri.path));
      assert.deepEqual(files, [CLI_MANIFEST.uri.path]);
      const references = await ask<vscode.Location[]>('vscode.executeReferenceProvider');
      assert.equal(references.length, 7);

      const edit = await ask<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', 'peer-to-peer');
      assert.equal(
        edit.entries().reduce((sum, [, edits]) => sum + edits.length, 0),
        7,
      );
      assert.ok(await vscode.workspace.applyEdit(edit));
      for (const file of FILES) {
        assert.ok(!(await textOf(file)).includes('feature = "p2p"'), file.uri.path);
      }
      assert.match(await textOf(CLI_MANIFEST), /^peer-to-peer = \[\]$/m);
      for (const [file] of UNDECLARED) {
        await untilFound(file, 'undeclared-feature', []);
      }
    },
  ],
];
