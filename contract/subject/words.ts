import { SubjectError } from './subject.js';

export const NO_SHELL = "no shell is used: put it into a script, or write sh -c '…'.";

/** Whether a command that cannot be started looks as if a shell should have read it: NAME=value first, or $NAME in it. */
export const wantsShell = (argv: readonly string[]): boolean =>
  /^\w+=/.test(argv[0] ?? '') || argv.some(word => /\$\{?\w|[|;&>]$/.test(word));

/**
 * A command as its words: quotes keep blanks together, and nothing is left to a shell, so that it means the same on
 * every system. `option` is how it was given, for messages. @throws SubjectError for a quote that is open, or no word.
 */
export function wordsOf(command: string, option: string): readonly string[] {
  if (!/^(?:[^"']|"[^"]*"|'[^']*')*$/.test(command))
    throw new SubjectError(`${option} ${command}: a quote is not closed. Close it.`);
  const words = command.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  if (words.some(word => /^(?:&&?|\|\|?|;|\d?>>?|<)$/.test(word)))
    throw new SubjectError(`${option} ${command}: ${NO_SHELL}`);
  const bare = words.map(word => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
  if (!bare[0])
    throw new SubjectError(`${option} names no program. Write it like ${option} "dotnet run --project Sync".`);
  return bare;
}
