/** How long anything may take, on a busy machine. */
export const PATIENCE_MS = 30_000;

/** The first answer of `condition` that is something; fails if none comes. Asks often, for there is no event to wait for. */
export async function until<T>(
  what: string,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  otherwise?: () => string,
): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await condition();
    if (answer !== undefined && answer !== false) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`waited in vain for ${what}${otherwise === undefined ? '' : `: ${otherwise()}`}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
