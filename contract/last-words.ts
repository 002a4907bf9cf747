import { secretsOf, type World } from '../mock-server/index.js';
import type { Seen } from './seen.js';
import { type Run, SubjectError } from './subject/subject.js';

const LONGEST = 300;
/** As many letters of a secret as may be shown, less one: agents that mask like to leave the first six. */
const PIECE = 5;

/**
 * The last line that a run said for people, fit for a report: undefined where it said nothing, or where a secret was found
 * in an output, in whatever encoding, for then no part of it may go anywhere.
 */
export function lastWords(
  { stdout, stderr }: Pick<Run, 'stdout' | 'stderr'>,
  { world, leaks }: Pick<Seen, 'world' | 'leaks'>,
): string | undefined {
  if (leaks.some(({ place }) => place === 'output')) return undefined;
  const line = tellingLine(stderr.trimEnd() || stdout.trimEnd());
  if (line === '') return undefined;
  return withoutPieces(plain(line).slice(0, LONGEST), world).slice(0, LONGEST);
}

/** Lines of a stack trace, in Java, C#, Node, Ruby and PHP, and what Node says of itself below one. */
const TRACE = /^\s+(?:at|from|\.\.\. \d+ more|--- End of|thrown in)\b|^#\d+ |^Node\.js v\d|^[^\p{L}]*$/u;
/** What Node prints of an error's members, between the trace and a brace. */
const MEMBERS = /(\n\s+at [^\n]*)\{\n[\s\S]*?\n\s*\}/g;

/** What a program says last is where it stood; what went wrong comes before that. */
function tellingLine(said: string): string {
  const last = said.slice(-100_000);
  const lines = last.replace(MEMBERS, '$1').split('\n');
  return (lines.findLast(line => !TRACE.test(line)) ?? last.split('\n').at(-1) ?? '').trim();
}

/** Without whatever is five or more letters long and stands in a secret, also read backwards. */
function withoutPieces(line: string, world: World): string {
  const secrets = secretsOf(world);
  const short = secrets.filter(({ length }) => length > 3 && length < PIECE);
  const pieces = new Set(secrets.flatMap(secret => [...piecesOf(secret), ...piecesOf([...secret].reverse().join(''))]));
  const hidden = new Set(piecesOf(line).flatMap((piece, at) => (pieces.has(piece) ? spanOf(at) : [])));
  const letters = line.split('').map((letter, at) => {
    if (!hidden.has(at)) return letter;
    return hidden.has(at - 1) ? '' : '(a secret)';
  });
  return short.reduce((text, secret) => text.replaceAll(secret, '(a secret)'), letters.join(''));
}

const piecesOf = (text: string): readonly string[] =>
  Array.from({ length: Math.max(0, text.length - PIECE + 1) }, (_, at) => text.slice(at, at + PIECE));
const spanOf = (at: number): readonly number[] => Array.from({ length: PIECE }, (_, n) => at + n);

/** It cannot move a cursor, colour a screen or begin a line of its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that do it
const plain = (text: string) => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');

/** What keeps a subject from being started, with what it said itself. */
export function withLastWords(error: unknown, seen: (said: string) => Pick<Seen, 'world' | 'leaks'>): unknown {
  if (!(error instanceof SubjectError) || error.said === undefined) return error;
  const words = lastWords(error.said, seen(`${error.said.stdout}\n${error.said.stderr}`));
  return words === undefined ? error : new SubjectError(`${error.message} Its last words: ${words}.`);
}
