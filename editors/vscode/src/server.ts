import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';

const EXECUTABLE = process.platform === 'win32' ? 'greenlight.exe' : 'greenlight';

/** A binary that answered with its version. */
export interface Server {
  readonly path: string;
  readonly version: string;
  /** Why it was this one, for the log. */
  readonly origin: string;
  /** The better ones that do not run, and why. */
  readonly passedOver: readonly string[];
}

type Candidate = Pick<Server, 'path' | 'origin'>;

/** The path in the settings, which is empty for the best there is. */
export function configuredPath(): string {
  return vscode.workspace.getConfiguration('greenlight').get('server.path', '').trim();
}

/** Finds the server that is to be started; throws what a user can act on if there is none. */
export async function findServer(extensionPath: string, configured: string): Promise<Server> {
  if (configured !== '') {
    // Who asks for one binary is not served by another: no fallback.
    const candidate = { path: absolute(configured), origin: 'setting greenlight.server.path' };
    try {
      return { ...candidate, version: await versionOf(candidate.path), passedOver: [] };
    } catch (error) {
      throw new Error(`The setting greenlight.server.path is ${candidate.path}: ${reasonOf(error)}.`, {
        cause: error,
      });
    }
  }
  const passedOver: string[] = [];
  for (const candidate of candidates(extensionPath)) {
    try {
      return { ...candidate, version: await versionOf(candidate.path), passedOver };
    } catch (error) {
      passedOver.push(`${candidate.path} (${candidate.origin}): ${reasonOf(error)}`);
    }
  }
  if (passedOver.length > 0) {
    throw new Error(
      `Greenlight's server does not run, and greenlight.server.path names no other. ${passedOver.join('; ')}`,
    );
  }
  throw new Error(
    'This build of the extension has no server inside, and there is no `greenlight` on the PATH: ' +
      'install it, or set greenlight.server.path.',
  );
}

/** Which binaries may be started if the settings name none, the best one first. */
function candidates(extensionPath: string): Candidate[] {
  const found: Candidate[] = [
    { path: path.join(extensionPath, 'server', EXECUTABLE), origin: 'bundled with the extension' },
  ];
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    // The operating system would also look in the current folder, which may be the workspace: nobody vouches for that.
    if (path.isAbsolute(folder)) {
      found.push({ path: path.join(folder, EXECUTABLE), origin: 'found on the PATH' });
    }
  }
  return found.filter((candidate) => existsSync(candidate.path));
}

function absolute(configured: string): string {
  if (configured.startsWith('~/') || configured.startsWith('~\\')) {
    return path.join(homedir(), configured.slice(2));
  }
  return path.resolve(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir(), configured);
}

async function versionOf(binary: string): Promise<string> {
  // Not in the workspace, whose files might change what is started: a toolchain's proxy looks for its configuration there.
  const options = { cwd: homedir(), timeout: 10_000, windowsHide: true };
  const { stdout } = await promisify(execFile)(binary, ['--version'], options);
  const version = /^greenlight (\S+)/.exec(stdout)?.[1];
  if (version === undefined) {
    throw new Error('it is another program: `--version` does not answer with `greenlight` and a version');
  }
  return version;
}

/** What went wrong, in one line. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { code, killed, stderr } = error as Error & { code?: unknown; killed?: unknown; stderr?: unknown };
  if (code === 'ENOENT') {
    return 'there is no such file';
  }
  if (code === 'EACCES') {
    return 'it is not executable';
  }
  if (killed === true) {
    return 'it does not answer';
  }
  // What a program says itself, such as a library it misses, is better than that it failed.
  const said = typeof stderr === 'string' && stderr.trim() !== '' ? stderr : error.message;
  return said.trim().split('\n', 1)[0] ?? '';
}
