import * as vscode from 'vscode';

import type { Client } from './client';

/** How long typing must rest before results are asked for again. */
const REST_MS = 200;

interface BenchHint {
  readonly position: { readonly line: number; readonly character: number };
  readonly label: string;
  readonly stale: boolean;
}

/** Draws what benches measured at the ends of their lines, what is stale dimmer. */
export class Decorations implements vscode.Disposable {
  private readonly fresh = decoration('editorCodeLens.foreground');
  private readonly stale = decoration('disabledForeground');
  private readonly disposables: { dispose(): unknown }[];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly client: Client) {
    this.disposables = [
      this.fresh,
      this.stale,
      vscode.window.onDidChangeVisibleTextEditors(() => {
        this.update();
      }),
      vscode.workspace.onDidChangeTextDocument(() => {
        this.update();
      }),
      client.onNotification('greenlight/refreshResults', () => {
        this.update();
      }),
    ];
    this.update();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.disposables.forEach((disposable) => {
      disposable.dispose();
    });
  }

  private update(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      vscode.window.visibleTextEditors.forEach((editor) => {
        // What cannot be drawn now is drawn after the next change.
        this.draw(editor).catch(() => undefined);
      });
    }, REST_MS);
  }

  private async draw(editor: vscode.TextEditor): Promise<void> {
    const { document } = editor;
    if (document.languageId !== 'rust' || document.uri.scheme !== 'file') {
      return;
    }
    const { version } = document;
    const textDocument = this.client.code2ProtocolConverter.asTextDocumentIdentifier(document);
    const hints = await this.client.sendRequest<BenchHint[]>('greenlight/benchHints', { textDocument });
    if (document.version !== version) {
      return;
    }
    const options = (stale: boolean): vscode.DecorationOptions[] =>
      hints
        .filter((hint) => hint.stale === stale)
        .map(({ position, label }) => {
          const end = document.lineAt(position.line).range.end;
          return { range: new vscode.Range(end, end), renderOptions: { after: { contentText: label } } };
        });
    editor.setDecorations(this.fresh, options(false));
    editor.setDecorations(this.stale, options(true));
  }
}

function decoration(colour: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor(colour), margin: '0 0 0 2em' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
  });
}
