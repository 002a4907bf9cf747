import { SubjectError } from './subject.js';

/**
 * A command as its words: quotes keep blanks together, and nothing is left to a shell, so that it means the same on
 * every system. `option` is how it was given, for messages. @throws SubjectError for a quote that is open, or no word.
 */
export function wordsOf(command: string, option: string): readonly string[] {
  if (!/^(?:[^"']|"[^"]*"|'[^']*')*$/.test(command))
    throw new SubjectError(`${option} ${command}: a quote is not closed. Close it.`);
  const words = command.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  const bare = words.map(word => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
  if (!bare[0])
    throw new SubjectError(`${option} names no program. Write it like ${option} "dotnet run --project Sync".`);
  return bare;
}
