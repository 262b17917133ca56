import * as vscode from 'vscode';

import { Comparisons, runBench } from './benches';
import { Session } from './session';
import { COMPARE_BENCH, RUN_BENCH } from './settings';

let session: Session | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Greenlight', { log: true });
  const current = new Session(context.extensionPath, log);
  session = current;
  const comparisons = new Comparisons();
  context.subscriptions.push(
    log,
    current,
    comparisons,
    vscode.commands.registerCommand('greenlight.restart', () => current.restart()),
    vscode.commands.registerCommand('greenlight.showLog', () => {
      log.show();
    }),
    // What lenses do.
    vscode.commands.registerCommand(RUN_BENCH, (run: Parameters<typeof runBench>[0]) =>
      runBench(run, current.current),
    ),
    vscode.commands.registerCommand(COMPARE_BENCH, (place: Parameters<Comparisons['show']>[0]) =>
      comparisons.show(place, current.current),
    ),
    // Trust brings settings with it, so both may come at once.
    vscode.workspace.onDidGrantWorkspaceTrust(() => current.update()),
    vscode.workspace.onDidChangeConfiguration(() => current.update()),
  );
  void current.restart();
}

export function deactivate(): Promise<void> | undefined {
  return session?.stop();
}
