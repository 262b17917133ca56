import * as vscode from 'vscode';

import { Session } from './session';

let session: Session | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Greenlight', { log: true });
  const current = new Session(context.extensionPath, log);
  session = current;
  context.subscriptions.push(
    log,
    current,
    vscode.commands.registerCommand('greenlight.restart', () => current.restart()),
    vscode.commands.registerCommand('greenlight.showLog', () => {
      log.show();
    }),
    // Trust brings settings with it, so both may come at once.
    vscode.workspace.onDidGrantWorkspaceTrust(() => current.update()),
    vscode.workspace.onDidChangeConfiguration(() => current.update()),
  );
  void current.restart();
}

export function deactivate(): Promise<void> | undefined {
  return session?.stop();
}
