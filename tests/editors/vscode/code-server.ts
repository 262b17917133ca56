import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

import { variable } from './environment';
import { servers } from './processes';
import { until } from './waiting';

type Settings = Record<string, unknown>;

/** Nothing that asks, greets or reaches for the network. */
const QUIET: Settings = {
  // As on a desktop; in a browser, VS Code would save by itself.
  'files.autoSave': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** A VS Code server of its own, with nobody's state. */
export class CodeServer {
  private readonly data: string;
  /** Where the extension is installed. */
  readonly extensions: string;
  private readonly process: ChildProcess;
  /** `127.0.0.1:port`, once it listens. */
  address = '';

  private constructor(folder: string, out: string) {
    this.data = path.join(folder, 'data');
    this.extensions = path.join(folder, 'extensions');
    mkdirSync(path.join(this.data, 'User'), { recursive: true });
    mkdirSync(path.join(this.data, 'Machine'), { recursive: true });
    const environment = {
      ...process.env,
      XDG_CONFIG_HOME: path.join(folder, 'config'),
      LOGS: this.logs,
    };
    const state = ['--user-data-dir', this.data, '--extensions-dir', this.extensions];
    const entry = variable('CODE_SERVER');
    execFileSync(process.execPath, [entry, ...state, '--install-extension', variable('VSIX')], {
      env: environment,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const quiet = ['--auth', 'none', '--disable-telemetry', '--disable-update-check'];
    this.process = spawn(process.execPath, [entry, ...state, ...quiet, '--bind-addr', '127.0.0.1:0'], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(path.join(out, 'code-server.log'));
    this.process.stderr?.pipe(log);
    this.process.stdout?.on('data', (chunk: Buffer) => {
      log.write(chunk);
      const listening = /listening on http:\/\/(127\.0\.0\.1:\d+)/.exec(chunk.toString());
      this.address = listening?.[1] ?? this.address;
    });
  }

  static async start(folder: string, out: string): Promise<CodeServer> {
    const server = new CodeServer(folder, out);
    await until(`code-server to listen; see ${out}/code-server.log`, () => server.address !== '');
    return server;
  }

  /** Where VS Code writes its logs, in folders by time. */
  get logs(): string {
    return path.join(this.data, 'logs');
  }

  /** What the user has set, for windows that are opened from now on. */
  userSettings(settings: Settings): void {
    writeFileSync(path.join(this.data, 'User', 'settings.json'), JSON.stringify({ ...QUIET, ...settings }));
  }

  /** What is set for the machine the extension runs on, where paths of programs belong. */
  machineSettings(settings: Settings): void {
    writeFileSync(path.join(this.data, 'Machine', 'settings.json'), JSON.stringify(settings));
  }

  /** The address of a window on `folder`; `payload` says what it opens. */
  window(folder: string, payload: readonly (readonly [string, string])[]): string {
    const remote = payload.map(([what, file]) => [what, `vscode-remote://${this.address}${file}`]);
    const query = new URLSearchParams({
      folder,
      payload: JSON.stringify(remote),
    });
    return `http://${this.address}/?${query.toString()}`;
  }

  /** The running language servers that came with the extension. */
  languageServers(): number[] {
    return readdirSync(this.extensions).flatMap((name) =>
      servers(path.join(this.extensions, name, 'server', 'greenlight')),
    );
  }

  async stop(): Promise<void> {
    this.process.kill();
    await until(
      'code-server to end',
      () => this.process.exitCode !== null || this.process.signalCode !== null,
    );
  }
}
