import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';

import { variable } from '../environment';

/** The copy of the sample that the window is open on. */
const WORKSPACE = variable('WORKSPACE');

/** A file of the sample and its text as it was at the start. */
export interface SampleFile {
  readonly uri: vscode.Uri;
  readonly text: string;
}

function file(name: string): SampleFile {
  const absolute = path.join(WORKSPACE, name);
  return {
    uri: vscode.Uri.file(absolute),
    text: readFileSync(absolute, 'utf8'),
  };
}

export const P2P = file('cli/src/domain/marketplace/p2p.rs');
export const MARKETPLACE = file('cli/src/domain/marketplace/mod.rs');
export const SEARCH = file('cli/src/domain/marketplace/search.rs');
export const CLI_MANIFEST = file('cli/Cargo.toml');
export const ERROR = file('ggen-utils/src/error.rs');

export const FILES = [P2P, MARKETPLACE, SEARCH, CLI_MANIFEST, ERROR];

/** Where `undeclared-feature` is found, as `line:column-line:column` counted from 1. */
export const UNDECLARED: readonly (readonly [SampleFile, readonly string[]])[] = [
  [P2P, ['72:7-72:22', '78:7-78:22', '94:7-94:22', '100:11-100:26']],
  [MARKETPLACE, ['6:7-6:22']],
  [SEARCH, ['40:13-40:28']],
];

/** What a quick fix makes of the sample. */
export interface Fix {
  readonly title: string;
  readonly preferred: boolean;
  readonly file: SampleFile;
  readonly fixed: string;
}

/** All that is offered for the import, the best first. */
export const IMPORT_FIXES: readonly Fix[] = [
  {
    title: 'Import `Error` instead, and rename its uses in this file',
    preferred: true,
    file: P2P,
    fixed: renamed(P2P.text),
  },
  {
    title: 'Import it under the old name: `Error as GgenError`',
    preferred: false,
    file: P2P,
    fixed: replaced(P2P.text, '{Result, GgenError}', '{Result, Error as GgenError}'),
  },
  {
    title: 'Take it from `anyhow`: `use anyhow::Error as GgenError;`',
    preferred: false,
    file: P2P,
    fixed: replaced(P2P.text, '{Result, GgenError};', 'Result;\nuse anyhow::Error as GgenError;'),
  },
  {
    title: 'Define it in `error`: `pub type GgenError = Error;`',
    preferred: false,
    file: ERROR,
    fixed: replaced(ERROR.text, 'Send + Sync>,\n}\n', 'Send + Sync>,\n}\npub type GgenError = Error;\n'),
  },
];

/** The one that is offered for each undeclared feature. */
export const FEATURE_FIX: Fix = {
  title: 'Declare the feature `p2p` in the manifest of `ggen-cli-lib`',
  preferred: true,
  file: CLI_MANIFEST,
  fixed: replaced(CLI_MANIFEST.text, 'live-llm-tests = []\n', 'live-llm-tests = []\np2p = []\n'),
};

/** `text` with its only `before` replaced. */
export function replaced(text: string, before: string, after: string): string {
  if (text.split(before).length !== 2) {
    throw new Error(`the sample should contain once: ${before}`);
  }
  return text.replace(before, () => after);
}

/**
 * `text` with the import and all that it means renamed. A comment, a string and the function with a type of that name of
 * its own stay.
 */
function renamed(text: string): string {
  let shadowed = false;
  const lines = text.split('\n').map((line) => {
    if (line.startsWith('pub fn answer_in_words')) {
      shadowed = true;
    } else if (line.startsWith('}')) {
      shadowed = false;
    }
    const stays = shadowed || line.includes('//') || line.includes('"GgenError');
    return stays ? line : line.replaceAll(/\bGgenError\b/g, 'Error');
  });
  return lines.join('\n');
}

/** Whether the package with the import compiles as it is on disk; if not, what Cargo says. */
export function cargoCheck(options: { features?: string; strict?: boolean } = {}): {
  refusal: string | undefined;
} {
  const target = variable('TEMPORARY') + '/target';
  const flags = options.strict === true ? '-D warnings' : '';
  const features = options.features === undefined ? [] : ['--features', options.features];
  try {
    execFileSync('cargo', ['check', '--quiet', '--locked', '--offline', '-p', 'ggen-cli-lib', ...features], {
      cwd: WORKSPACE,
      env: { ...process.env, CARGO_TARGET_DIR: target, RUSTFLAGS: flags },
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    return { refusal: undefined };
  } catch (error) {
    return {
      refusal: error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error),
    };
  }
}
