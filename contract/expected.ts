import { didYouMean } from '../mock-server/index.js';
import type { Verdict } from './finding.js';

/** Known failures by id, each with why it is known. */
export type Expected = ReadonlyMap<string, string>;

/** A file of known failures that cannot be read as one; the message names its line. */
export class ExpectedError extends Error {
  override readonly name = 'ExpectedError';
}

const LINE = /^(?:-\s+)?([A-Za-z]+-\d+)\s*(?::|#)\s*(.*)$/;
const HOW = 'Write one known failure a line, such as "SNAP-02  # ticket 12: secrets are trimmed".';

/**
 * Reads a file of known failures: `ID  # comment` a line, or as YAML `ID: comment` or `- ID  # comment`. The comment is
 * compulsory: nobody can judge later what nobody has said. @throws ExpectedError
 */
export function readExpected(text: string, file: string, ids: readonly string[]): Expected {
  const expected = new Map<string, string>();
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const where = `${file}:${index + 1}`;
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line === '---') continue;
    const [, given, comment = ''] = LINE.exec(line) ?? [];
    if (given === undefined && !/^(?:-\s+)?[A-Za-z]+-\d+$/.test(line)) throw new ExpectedError(`${where}: ${HOW}`);
    const id = (given ?? line.replace(/^-\s+/, '')).toUpperCase();
    if (!ids.includes(id))
      throw new ExpectedError(`${where}: there is no case ${id}.${didYouMean(id, ids)} See --list.`);
    const why = comment.replace(/^(["'])(.*)\1$/, '$2').trim();
    if (why === '') throw new ExpectedError(`${where}: ${id} has no comment. Say why it is known: ${id}  # ticket 12`);
    if (expected.has(id)) throw new ExpectedError(`${where}: ${id} is there twice. Keep one line of it.`);
    expected.set(id, why);
  }
  return expected;
}

/** What an expectation made of a verdict: `known` does not fail a run, `surprise` does, because the file is out of date. */
export type Met = 'known' | 'surprise' | undefined;

/** A verdict in the light of the file. What was not judged (cannot-verify, review, broken) is neither. */
export function metBy(verdict: Verdict, isExpected: boolean): Met {
  if (!isExpected) return undefined;
  if (verdict === 'failed' || verdict === 'warned') return 'known';
  return verdict === 'passed' ? 'surprise' : undefined;
}
