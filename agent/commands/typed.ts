// Commands in what is said, as the reader can type them.

/**
 * Puts `npx` before each command of ours that a text tells to run, for whoever came by npm: `sims-agent` itself is not on their PATH.
 * Everybody else gets the text as it is.
 */
export function asTyped(byNpm: boolean, commands: readonly string[]): (text: string) => string {
  if (!byNpm) return text => text;
  const told = new RegExp(`(?<!npx )\\bsims-agent(?= (?:--help|(?:${commands.join('|')})\\b))`, 'g');
  return text => text.replace(told, 'npx sims-agent');
}
