import { fileURLToPath } from 'node:url';

/** The command of an agent in `agents/`, as `--agent` takes it. */
export function agent(name: string, ...words: string[]): string {
  const file = fileURLToPath(new URL(`./agents/${name}.mjs`, import.meta.url));
  return [process.execPath, file, ...words].map(word => `"${word}"`).join(' ');
}
