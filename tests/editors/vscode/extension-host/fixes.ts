import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

import { apply, findings, only, open, quickFixes, reset, setText, textOf, untilFound } from './editor';
import type { Step } from './index';
import { cargoCheck, FEATURE_FIX, IMPORT_FIXES, P2P, replaced, UNDECLARED, type Fix } from './sample';

/** A way to write the file with the import that must not matter to a fix, and where the import is then. */
interface Writing {
  readonly name: string;
  readonly place: string;
  readonly endOfLine: vscode.EndOfLine;
  readonly of: (text: string) => string;
}

const IMPORT_LINE = 'use ggen_utils::error::';

const WRITINGS: readonly Writing[] = [
  {
    name: 'as it is',
    place: '6:33-6:42',
    endOfLine: vscode.EndOfLine.LF,
    of: (text) => text,
  },
  {
    // Two characters of two UTF-16 units, of four bytes each: nothing but UTF-16 gives these columns.
    name: 'with astral characters before it',
    place: '6:44-6:53',
    endOfLine: vscode.EndOfLine.LF,
    of: (text) => replaced(text, IMPORT_LINE, `/* 𝄞𝄞 */ ${IMPORT_LINE}`),
  },
  {
    // One line more, so that the finding moves and the test cannot see the old one.
    name: 'with CRLF line ends',
    place: '7:33-7:42',
    endOfLine: vscode.EndOfLine.CRLF,
    of: (text) => replaced(text, IMPORT_LINE, `// é\n${IMPORT_LINE}`).replaceAll('\n', '\r\n'),
  },
];

/** Writes the file with the import in that way, and returns what is then found. */
async function write({ place, endOfLine, of }: Writing): Promise<vscode.Diagnostic> {
  const editor = await open(P2P);
  await editor.edit((edit) => {
    edit.setEndOfLine(endOfLine);
  });
  await setText(P2P, of(P2P.text));
  assert.equal(await textOf(P2P), of(P2P.text));
  await untilFound(P2P, 'unresolved-import', [place]);
  const finding = only(findings(P2P, 'unresolved-import'));
  assert.equal(editor.document.getText(finding.range), 'GgenError');
  return finding;
}

function offered(actions: readonly vscode.CodeAction[]): [string, boolean][] {
  return actions.map(({ title, isPreferred }) => [title, isPreferred === true]);
}

function titled(actions: readonly vscode.CodeAction[], { title }: Fix): vscode.CodeAction {
  return only(actions.filter((action) => action.title === title));
}

const importSteps = WRITINGS.map((writing): Step => [
  `every fix of the import does what it says, ${writing.name}`,
  async () => {
    for (const fix of IMPORT_FIXES) {
      const actions = await quickFixes(P2P, await write(writing));
      assert.deepEqual(
        offered(actions),
        IMPORT_FIXES.map(({ title, preferred }) => [title, preferred]),
      );
      await apply(titled(actions, fix));
      const expected = fix.file === P2P ? writing.of(fix.fixed) : fix.fixed;
      assert.equal(await textOf(fix.file), expected, fix.title);
      await untilFound(P2P, 'unresolved-import', []);
      await reset();
    }
  },
]);

export const fixSteps: readonly Step[] = [
  ...importSteps,
  [
    'the fix at each of the six predicates declares the feature',
    async () => {
      for (const [file, expected] of UNDECLARED) {
        for (const index of expected.keys()) {
          const finding = findings(file, 'undeclared-feature')[index];
          assert.ok(finding);
          const actions = await quickFixes(file, finding);
          assert.deepEqual(offered(actions), [[FEATURE_FIX.title, FEATURE_FIX.preferred]]);
          await apply(only(actions));
          assert.equal(await textOf(FEATURE_FIX.file), FEATURE_FIX.fixed);
          for (const [other] of UNDECLARED) {
            await untilFound(other, 'undeclared-feature', []);
          }
          await reset();
        }
      }
    },
  ],
  [
    'Cargo agrees that the package does not compile, and does with each fix of the import',
    async () => {
      assert.match(cargoCheck().refusal ?? 'it compiles', /E0432/);
      for (const fix of IMPORT_FIXES) {
        const finding = only(findings(P2P, 'unresolved-import'));
        await apply(titled(await quickFixes(P2P, finding), fix));
        assert.ok(await vscode.workspace.saveAll());
        assert.equal(cargoCheck().refusal, undefined, fix.title);
        await reset();
      }
    },
  ],
  [
    'Cargo compiles the package with and without the feature, and has nothing to warn of, after the preferred fixes',
    async () => {
      for (const rule of ['unresolved-import', 'undeclared-feature']) {
        const [finding] = findings(P2P, rule);
        assert.ok(finding);
        const actions = await quickFixes(P2P, finding);
        await apply(only(actions.filter(({ isPreferred }) => isPreferred)));
        await untilFound(P2P, rule, []);
      }
      assert.ok(await vscode.workspace.saveAll());
      assert.equal(cargoCheck({ strict: true }).refusal, undefined);
      assert.equal(cargoCheck({ strict: true, features: 'p2p' }).refusal, undefined);
    },
  ],
];
