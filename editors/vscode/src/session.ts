import * as vscode from 'vscode';

import { clientOf, type Client } from './client';
import { Decorations } from './decorations';
import { configuredPath, findServer, reasonOf } from './server';
import { serverSettings, type ServerSettings } from './settings';
import { TraceChannel } from './trace';

/** So many servers may end unasked within `PATIENCE_MS`; the last of them is not replaced. */
const DEATHS = 5;
const PATIENCE_MS = 3 * 60 * 1000;

/** What decides which server is started, and how. */
interface Conditions {
  /** The path in the settings. */
  readonly path: string;
  readonly trusted: boolean;
  readonly settings: ServerSettings;
}

function currentConditions(): Conditions {
  return { path: configuredPath(), trusted: vscode.workspace.isTrusted, settings: serverSettings() };
}

/** The language server of this window, whichever process it is at the time. */
export class Session implements vscode.Disposable {
  private client: Client | undefined;
  /** What is drawn of results, where the user wants them drawn. */
  private decorations: Decorations | undefined;
  /** What the last start goes by. */
  private conditions: Conditions | undefined;
  /** One change of the client after the other. */
  private queue: Promise<void> = Promise.resolve();
  /** The restart that has not begun yet, which does for all who want one meanwhile. */
  private due: Promise<void> | undefined;
  /** Whether a dialog is open: a server that fails again is no reason for another. */
  private told = false;
  /** When servers ended unasked. */
  private deaths: number[] = [];
  private readonly trace: TraceChannel;

  constructor(
    private readonly extensionPath: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.trace = new TraceChannel(log);
  }

  /** Starts a server in place of the one that runs, if any: the only way to start one. */
  restart(): Promise<void> {
    this.due ??= this.enqueue(async () => {
      this.due = undefined;
      const conditions = currentConditions();
      this.conditions = conditions;
      await this.end();
      await this.start(conditions);
    });
    return this.due;
  }

  /** Restarts if the last start went by something that is not so any more. */
  async update(): Promise<void> {
    // It starts faster than it could be told what is different, and then nothing is left of what was.
    if (JSON.stringify(currentConditions()) !== JSON.stringify(this.conditions)) {
      await this.restart();
    }
  }

  /** Ends the server; resolves once it is gone. */
  stop(): Promise<void> {
    return this.enqueue(() => this.end());
  }

  /** The client of the server that runs, if one does. */
  get current(): Client | undefined {
    return this.client;
  }

  dispose(): void {
    this.trace.dispose();
  }

  private enqueue(change: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(change);
    return this.queue;
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.decorations?.dispose();
    this.decorations = undefined;
    try {
      await client?.end();
    } catch (error) {
      this.log.warn(`the previous server did not end by itself: ${reasonOf(error)}`);
    }
  }

  private async start(conditions: Conditions): Promise<void> {
    try {
      const server = await findServer(this.extensionPath, conditions.path);
      this.log.info(`${server.path}, version ${server.version} (${server.origin})`);
      for (const refusal of server.passedOver) {
        this.log.warn(`passed over: ${refusal}`);
      }
      const client = clientOf(server, {
        trusted: conditions.trusted,
        settings: conditions.settings,
        log: this.log,
        trace: this.trace,
        onDeath: () => {
          this.replaceDead(client, 'it has ended');
        },
      });
      this.client = client;
      if (conditions.settings.results.style === 'decoration') {
        this.decorations = new Decorations(client);
      }
      // Not awaited: a server that never answers must not be in the way of the next restart.
      client.start().catch((error: unknown) => {
        this.replaceDead(client, reasonOf(error));
      });
    } catch (error) {
      void this.tell(reasonOf(error), 'Open Settings');
    }
  }

  /** Starts another server in place of one that ended unasked, unless too many did. */
  private replaceDead(client: Client, reason: string): void {
    if (client !== this.client) {
      return;
    }
    this.client = undefined;
    const now = Date.now();
    this.deaths = [...this.deaths.filter((death) => now - death < PATIENCE_MS), now];
    if (this.deaths.length < DEATHS) {
      this.log.warn(`the server runs no more, and is started again: ${reason}`);
      void this.restart();
    } else {
      this.deaths = [];
      const message = `Greenlight's server failed ${DEATHS} times within a short time (${reason}), and is not started again.`;
      void this.tell(message, 'Restart');
    }
  }

  /** Logs what went wrong, and shows it with a way out. */
  private async tell(message: string, remedy: 'Open Settings' | 'Restart'): Promise<void> {
    this.log.error(message);
    if (this.told) {
      return;
    }
    this.told = true;
    const chosen = await vscode.window.showErrorMessage(message, remedy, 'Show Log');
    this.told = false;
    switch (chosen) {
      case 'Open Settings':
        await openSetting('greenlight.server.path');
        break;
      case 'Restart':
        await this.restart();
        break;
      case 'Show Log':
        this.log.show();
        break;
      case undefined:
        break;
    }
  }
}

/** Opens the settings at `name`, of the machine that the extension runs on. */
async function openSetting(name: string): Promise<void> {
  if (vscode.env.remoteName === undefined) {
    await vscode.commands.executeCommand('workbench.action.openSettings', name);
  } else {
    // The path of a program is not among the settings of the machine in front of the user.
    await vscode.commands.executeCommand('workbench.action.openRemoteSettings', { query: name });
  }
}
