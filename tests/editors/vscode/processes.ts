import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The processes that run the program `executable` with this one argument. */
export function running(executable: string, argument: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => {
      try {
        const [, ...words] = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').slice(0, -1);
        return readlinkSync(`/proc/${id}/exe`) === executable && words.join(' ') === argument;
      } catch {
        // It has ended meanwhile, or is somebody else's.
        return false;
      }
    })
    .map(Number);
}

/** The processes of `binary` that are language servers. */
export function servers(binary: string): number[] {
  return running(binary, 'lsp');
}
