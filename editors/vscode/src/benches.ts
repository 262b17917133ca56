import * as vscode from 'vscode';
import type { Position } from 'vscode-languageclient/node';

import type { Client } from './client';

/** What a lens has run: as the server says it. */
interface RunBench {
  readonly label: string;
  readonly folder: string;
  readonly program: string;
  readonly arguments: readonly string[];
}

/** A bench in a document. */
interface BenchPlace {
  readonly uri: string;
  readonly position: Position;
  /** The baseline to compare with. */
  readonly against?: string;
}

const TASK_TYPE = 'greenlight';
const COMPARISON_SCHEME = 'greenlight-comparison';

/** Runs a bench as a task, whose terminal shows how it goes; resolves when it has ended. */
export async function runBench(run: RunBench, client: Client | undefined): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage('Greenlight runs benches only in a workspace that you trust.');
    return;
  }
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(run.folder));
  const task = new vscode.Task(
    { type: TASK_TYPE, arguments: run.arguments },
    folder ?? vscode.TaskScope.Workspace,
    run.label,
    'greenlight',
    // Not by a shell, which would read the ids of benches.
    new vscode.ProcessExecution(run.program, [...run.arguments], { cwd: run.folder }),
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
  const ended = new Promise<void>((resolve) => {
    const listener = vscode.tasks.onDidEndTaskProcess((event) => {
      if (event.execution === execution) {
        listener.dispose();
        resolve();
      }
    });
  });
  const started = Date.now();
  const execution = await vscode.tasks.executeTask(task);
  await ended;
  const { folder: root, arguments: ran } = run;
  await client?.sendNotification('greenlight/resultsChanged', { folder: root, arguments: ran, started });
}

const CANCELLED = Symbol('cancelled');

/** The baseline that the user picks to compare with; nothing to pick is no question. */
async function picked(
  place: BenchPlace,
  client: Client | undefined,
): Promise<string | undefined | typeof CANCELLED> {
  const names = await client?.sendRequest<string[] | null>('workspace/executeCommand', {
    command: 'greenlight.benchBaselines',
    arguments: [place],
  });
  if (!names || names.length < 2) {
    return names?.[0];
  }
  const name = await vscode.window.showQuickPick(names, {
    placeHolder: 'The baseline to compare with',
  });
  return name ?? CANCELLED;
}

/** Shows the baselines of a bench side by side. */
export class Comparisons implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(
    COMPARISON_SCHEME,
    this,
  );

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  async show(place: BenchPlace, client: Client | undefined): Promise<void> {
    const against = await picked(place, client);
    if (against === CANCELLED) {
      return;
    }
    const markdown = await client?.sendRequest<string | null>('workspace/executeCommand', {
      command: 'greenlight.compareBench',
      arguments: [against === undefined ? place : { ...place, against }],
    });
    const { line } = place.position;
    const uri = vscode.Uri.from({
      scheme: COMPARISON_SCHEME,
      path: `${vscode.Uri.parse(place.uri).path}:${String(line + 1)}.md`,
      // Another time is another document.
      query: String(Date.now()),
    });
    this.texts.clear();
    this.texts.set(uri.toString(), markdown ?? 'There is no bench here any more.');
    await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
  }

  dispose(): void {
    this.registration.dispose();
  }
}
