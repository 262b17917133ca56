/** A variable that the script `run` beside the tests sets. */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set; start the tests with the script run beside them`);
  }
  return value;
}
