import { didYouMean } from '../mock-server/index.js';

/** What people say of cases, by id. */
export type CaseNotes = ReadonlyMap<string, string>;

/** A file of notes that cannot be read as one; the message names its line. */
export class CaseNotesError extends Error {
  override readonly name = 'CaseNotesError';
}

/** Which file it is, for whoever has to mend it. */
export type NotesKind = {
  /** A sentence that shows a line of it. */
  readonly how: string;
  /** What the comment is to say, with an example: `Say why it is known: ID  # ticket 12`. */
  readonly comment: (id: string) => string;
};

const LINE = /^(?:-\s+)?([A-Za-z]+-\d+)\s*(?::|#)\s*(.*)$/;

/**
 * Reads a file of notes: `ID  # comment` a line, or as YAML `ID: comment` or `- ID  # comment`. The comment is
 * compulsory: nobody can judge later what nobody has said. @throws CaseNotesError
 */
export function readCaseNotes(text: string, file: string, ids: readonly string[], kind: NotesKind): CaseNotes {
  const notes = new Map<string, string>();
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const where = `${file}:${index + 1}`;
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line === '---') continue;
    const [, given, comment = ''] = LINE.exec(line) ?? [];
    if (given === undefined && !/^(?:-\s+)?[A-Za-z]+-\d+$/.test(line))
      throw new CaseNotesError(`${where}: ${kind.how}`);
    const id = (given ?? line.replace(/^-\s+/, '')).toUpperCase();
    if (!ids.includes(id))
      throw new CaseNotesError(`${where}: there is no case ${id}.${didYouMean(id, ids)} See --list.`);
    const said = comment.replace(/^(["'])(.*)\1$/, '$2').trim();
    if (said === '') throw new CaseNotesError(`${where}: ${id} has no comment. ${kind.comment(id)}`);
    if (notes.has(id)) throw new CaseNotesError(`${where}: ${id} is there twice. Keep one line of it.`);
    notes.set(id, said);
  }
  return notes;
}
