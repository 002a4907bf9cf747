import { type CaseNotes, type NotesKind, readCaseNotes } from './case-notes.js';
import type { Verdict } from './finding.js';

/** Known failures by id, each with why it is known. */
export type Expected = CaseNotes;

const KIND: NotesKind = {
  how: 'Write one known failure a line, such as "SNAP-02  # ticket 12: secrets are trimmed".',
  comment: id => `Say why it is known: ${id}  # ticket 12`,
};

/** Reads a file of known failures. @throws CaseNotesError */
export function readExpected(text: string, file: string, ids: readonly string[]): Expected {
  return readCaseNotes(text, file, ids, KIND);
}

/** What an expectation made of a verdict: `known` does not fail a run, `surprise` does, because the file is out of date. */
export type Met = 'known' | 'surprise' | undefined;

/** A verdict in the light of the file. What was not judged (cannot-verify, review, broken) is neither. */
export function metBy(verdict: Verdict, isExpected: boolean): Met {
  if (!isExpected) return undefined;
  if (verdict === 'failed' || verdict === 'warned') return 'known';
  return verdict === 'passed' ? 'surprise' : undefined;
}
