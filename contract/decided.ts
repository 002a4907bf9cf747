import { type CaseNotes, type NotesKind, readCaseNotes } from './case-notes.js';
import type { Verdict } from './finding.js';

/** What people decided where a verdict was left to them, by id, in their words. */
export type Decided = CaseNotes;

const KIND: NotesKind = {
  how: 'Write one decision a line, such as "DEL-04  # 2026-11-22, J. Smith: approved on the screen, carried out at the next sync".',
  comment: id => `Say when, who and what was decided: ${id}  # 2026-11-22, J. Smith: …`,
};

/** Reads a file of decisions. @throws CaseNotesError */
export function readDecided(text: string, file: string, ids: readonly string[]): Decided {
  return readCaseNotes(text, file, ids, KIND);
}

/** Only what was left to a person is a person's to decide: no decision stands before what was seen. */
export const isDecidable = (verdict: Verdict): boolean => verdict === 'review';
