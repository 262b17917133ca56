import { appendFileSync } from 'node:fs';

import { variable } from '../environment';
import { outcomeOf } from '../steps';
import { reset } from './editor';
import { featureSteps } from './features';
import { findingSteps } from './findings';
import { fixSteps } from './fixes';
import { lifecycleSteps } from './lifecycle';

/** What VS Code calls in its extension host: runs the steps, and writes what becomes of each into `OUTCOMES`. */
export async function run(): Promise<void> {
  const outcomes = variable('OUTCOMES');
  const steps = [...findingSteps, ...fixSteps, ...featureSteps, ...lifecycleSteps];
  for (const [name, body] of steps) {
    const outcome = await outcomeOf(name, async () => {
      await body();
      await reset();
    });
    appendFileSync(outcomes, `${JSON.stringify(outcome)}\n`);
    if (outcome.failure !== undefined) {
      // What a step has left half done is no concern of the next; if it cannot be undone, that one says so.
      await reset().catch(() => undefined);
    }
  }
  appendFileSync(outcomes, 'end\n');
}

/** What is tested, in words, and how. */
export type Step = readonly [string, () => Promise<void>];
