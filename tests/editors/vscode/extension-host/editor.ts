import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

import { until } from '../waiting';
import { FILES, UNDECLARED, P2P, type SampleFile } from './sample';

/** The findings of `rule` in `file`, from top to bottom. */
export function findings(file: SampleFile, rule: string): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(file.uri)
    .filter(({ source, code }) => source === 'greenlight' && codeOf(code) === rule)
    .sort((one, other) => one.range.start.compareTo(other.range.start));
}

function codeOf(code: vscode.Diagnostic['code']): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** `line:column-line:column`, counted from 1. */
export function place({ start, end }: vscode.Range): string {
  return `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`;
}

export function places(file: SampleFile, rule: string): string[] {
  return findings(file, rule).map(({ range }) => place(range));
}

/** Waits until `rule` is found at exactly these places. */
export async function untilFound(file: SampleFile, rule: string, expected: readonly string[]): Promise<void> {
  await until(
    `${rule} at [${expected.join(', ')}] in ${file.uri.path}`,
    () => places(file, rule).join() === expected.join(),
    () => `it is at [${places(file, rule).join(', ')}]`,
  );
}

/** Waits until the sample's own findings are there, and no others. */
export async function untilPristine(): Promise<void> {
  await untilFound(P2P, 'unresolved-import', ['6:33-6:42']);
  for (const [file, expected] of UNDECLARED) {
    await untilFound(file, 'undeclared-feature', expected);
  }
}

export async function open(file: SampleFile): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(file.uri, { preview: false });
}

export async function textOf(file: SampleFile): Promise<string> {
  return (await vscode.workspace.openTextDocument(file.uri)).getText();
}

/** Makes `text` the text of the document, without saving it. */
export async function setText(file: SampleFile, text: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(file.uri);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(file.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit), `${file.uri.path} cannot be edited`);
}

/** Every document as it was at the start, on disk too, with what is found then. */
export async function reset(): Promise<void> {
  for (const file of FILES) {
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.path === file.uri.path);
    if (document !== undefined && (document.isDirty || document.getText() !== file.text)) {
      const editor = await open(file);
      await editor.edit((edit) => {
        edit.setEndOfLine(vscode.EndOfLine.LF);
      });
      await setText(file, file.text);
      assert.ok(await document.save(), `${file.uri.path} cannot be saved`);
    }
  }
  await open(P2P);
  await untilPristine();
}

/** The quick fixes for `finding` as the light bulb would offer them, with their edits. */
export async function quickFixes(file: SampleFile, finding: vscode.Diagnostic): Promise<vscode.CodeAction[]> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    file.uri,
    finding.range,
    vscode.CodeActionKind.QuickFix.value,
    // Resolved: a server may send the edit only for the fix that is chosen.
    100,
  );
  assert.ok(actions.length > 0, `no quick fixes at ${place(finding.range)}`);
  return actions;
}

export async function apply({ title, edit }: vscode.CodeAction): Promise<void> {
  assert.ok(edit, `the quick fix has no edit: ${title}`);
  assert.ok(await vscode.workspace.applyEdit(edit), `the edit is not applied: ${title}`);
}

/** The only one of `findings`. */
export function only<T>(all: readonly T[]): T {
  const [first] = all;
  assert.ok(first !== undefined && all.length === 1, `expected one, got ${all.length}`);
  return first;
}
