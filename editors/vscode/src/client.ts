import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type LanguageClientOptions,
} from 'vscode-languageclient/node';

import type { Server } from './server';
import type { ServerSettings } from './settings';

/** How long a server that is to end may take to answer that it has started. */
const ANSWER_MS = 2000;

/** What a client needs of its surroundings. */
export interface Surroundings {
  /** Whether the user trusts the workspace. */
  readonly trusted: boolean;
  readonly settings: ServerSettings;
  readonly log: vscode.LogOutputChannel;
  readonly trace: vscode.LogOutputChannel;
  /** Is called when the server ends unasked. */
  readonly onDeath: () => void;
}

/** A client of `server`, not started yet. */
export function clientOf(server: Server, { trusted, settings, log, trace, onDeath }: Surroundings): Client {
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: 'file', language: 'rust' },
      // By name: the language of TOML files is another extension's, and not all of them are Rust's.
      { scheme: 'file', pattern: '**/{Cargo,greenlight}.toml' },
      // What documents promise of benches.
      { scheme: 'file', language: 'markdown' },
    ],
    initializationOptions: { trusted, ...settings },
    outputChannel: log,
    traceOutputChannel: trace,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    stdioOptions: {
      stdout: (input) => {
        logLines(input, log);
      },
      stderr: (input) => {
        logLines(input, log);
      },
    },
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        // Started again it is by the session, in the one way there is.
        onDeath();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
  };
  return new Client('greenlight', 'Greenlight', { command: server.path, args: ['lsp'] }, options);
}

/** The language client without its own dialogs: an error is logged, and the session tells the user, once. */
export class Client extends LanguageClient {
  /** Whether the server is made to end before it has answered, so that what fails then is no error. */
  private isAbandoned = false;

  override error(message: string, data?: unknown): void {
    if (this.isAbandoned) {
      this.debug(message, data, false);
    } else {
      super.error(message, data, false);
    }
  }

  /** Ends client and server, in whatever state they are. */
  async end(): Promise<void> {
    if (this.state === State.Starting) {
      // A client cannot be stopped before it has started.
      await Promise.race([
        this.start().catch(() => undefined),
        setTimeout(ANSWER_MS, undefined, { ref: false }),
      ]);
    }
    if (this.state === State.Starting) {
      // Its server may be a script that leaves the real one behind; that one ends when nobody speaks to it any more.
      this.isAbandoned = true;
      const server = this.serverProcess;
      server?.kill();
      server?.stdin?.destroy();
      server?.stdout?.destroy();
    } else if (this.needsStop()) {
      await this.dispose();
    }
  }
}

/** Logs what a server writes beside the protocol. */
function logLines(input: Readable, log: vscode.LogOutputChannel): void {
  createInterface({ input }).on('line', (line) => {
    log.info(line);
  });
}
