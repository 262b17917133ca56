/** A variable that tests/editors/vscode/run sets. */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set; start the tests with tests/editors/vscode/run`);
  }
  return value;
}
