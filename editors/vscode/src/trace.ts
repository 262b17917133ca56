import * as vscode from 'vscode';

/**
 * The log as the language client wants it for its trace. The client traces only into a channel whose log level is
 * Trace, where hardly anyone looks; here the setting `greenlight.trace.server` alone decides.
 */
export class TraceChannel implements vscode.LogOutputChannel {
  private readonly changes = new vscode.EventEmitter<vscode.LogLevel>();
  private readonly subscription: vscode.Disposable;
  readonly onDidChangeLogLevel = this.changes.event;

  constructor(private readonly log: vscode.LogOutputChannel) {
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('greenlight.trace.server')) {
        this.changes.fire(this.logLevel);
      }
    });
  }

  get logLevel(): vscode.LogLevel {
    const setting = vscode.workspace.getConfiguration('greenlight').get<string>('trace.server', 'off');
    return setting === 'off' ? vscode.LogLevel.Off : vscode.LogLevel.Trace;
  }

  trace(message: string): void {
    this.log.info(message);
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }

  get name(): string {
    return this.log.name;
  }
  debug(message: string, ...args: unknown[]): void {
    this.log.debug(message, ...args);
  }
  info(message: string, ...args: unknown[]): void {
    this.log.info(message, ...args);
  }
  warn(message: string, ...args: unknown[]): void {
    this.log.warn(message, ...args);
  }
  error(error: string | Error, ...args: unknown[]): void {
    this.log.error(error, ...args);
  }
  append(value: string): void {
    this.log.append(value);
  }
  appendLine(value: string): void {
    this.log.appendLine(value);
  }
  replace(value: string): void {
    this.log.replace(value);
  }
  clear(): void {
    this.log.clear();
  }
  show(): void {
    this.log.show();
  }
  hide(): void {
    this.log.hide();
  }
}
