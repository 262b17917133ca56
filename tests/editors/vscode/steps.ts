/** What became of a step. */
export interface Outcome {
  readonly name: string;
  readonly ms: number;
  readonly failure?: string;
}

/** Runs `body`, whose failure is the step's. */
export async function outcomeOf(name: string, body: () => Promise<void>): Promise<Outcome> {
  const start = Date.now();
  try {
    await body();
    return { name, ms: Date.now() - start };
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { name, ms: Date.now() - start, failure };
  }
}

/** Counts and prints the outcomes of all steps. */
export class Report {
  private passed = 0;
  private failed = 0;

  async step(name: string, body: () => Promise<void>): Promise<void> {
    this.add(await outcomeOf(name, body));
  }

  add({ name, ms, failure }: Outcome): void {
    const seconds = `${(ms / 1000).toFixed(1)} s`;
    if (failure === undefined) {
      this.passed += 1;
      console.log(`ok      ${name} (${seconds})`);
    } else {
      this.failed += 1;
      console.log(`FAILED  ${name} (${seconds})\n${failure.replaceAll(/^/gm, '        ')}`);
    }
  }

  /** Prints the last line, and says whether all is well. */
  close(): boolean {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0 && this.passed > 0;
  }
}
