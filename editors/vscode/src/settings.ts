import * as vscode from 'vscode';

/** The commands that lenses call, which this extension has. */
export const RUN_BENCH = 'greenlight.client.runBench';
export const COMPARE_BENCH = 'greenlight.client.compareBench';

/** Where saved results are shown. */
export type ResultsStyle = 'inlayHint' | 'lens' | 'decoration' | 'off';

/** What the server is told when it starts. */
export interface ServerSettings {
  readonly results: { readonly style: ResultsStyle; readonly long: boolean };
  readonly lens: { readonly enable: boolean };
  readonly baseline: { readonly current: string; readonly against: string };
  readonly commands: readonly string[];
  /** Hovers show images whose data is in their URL. */
  readonly images: boolean;
}

/** The user's settings as the server takes them. */
export function serverSettings(): ServerSettings {
  const settings = vscode.workspace.getConfiguration('greenlight');
  return {
    results: {
      style: settings.get<ResultsStyle>('results.style', 'inlayHint'),
      long: settings.get('results.long', false),
    },
    lens: { enable: settings.get('lens.enable', true) },
    baseline: {
      current: settings.get('baseline.current', ''),
      against: settings.get('baseline.against', ''),
    },
    commands: [RUN_BENCH, COMPARE_BENCH],
    images: true,
  };
}
