// Commands in what is said, as the reader can type them.
import type { Environment } from '../config/settings.js';

/** True for a process npm started (npx, a script of a package): npm says so to every child, whatever the system. */
const byNpm = (env: Environment): boolean => env['npm_command'] !== undefined;

/**
 * Puts `npx` before each command of ours that a text tells to run, for whoever came by npm: `sims-agent` itself is not on their PATH.
 * Everybody else gets the text as it is.
 */
export function asTyped(env: Environment, commands: readonly string[]): (text: string) => string {
  if (!byNpm(env)) return text => text;
  const told = new RegExp(`(?<!npx )\\bsims-agent(?= (?:--help|(?:${commands.join('|')})\\b))`, 'g');
  return text => text.replace(told, 'npx sims-agent');
}
