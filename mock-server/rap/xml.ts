/**
 * The rows and messages as DataContractSerializer writes them for Web API: members in the order of their names, null
 * as a nil attribute, no XML declaration. The names of the types and of their namespace are invented, since no public
 * source shows one (RAP-51).
 */

/** What the rows of a list are called. */
export type RowName = 'Site' | 'ClientCredential';

const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
const CONTRACT = 'http://schemas.datacontract.org/2004/07/Rap.Models';
const SPACES = `xmlns:i="${INSTANCE}" xmlns="${CONTRACT}"`;

/** A list of rows, null in its place, or an object with a `Message`. */
export function xmlOf(value: unknown, rows: RowName): string {
  if (value === null) return `<ArrayOf${rows} i:nil="true" ${SPACES} />`;
  if (!Array.isArray(value)) return element('Error', membersOf(value));
  if (value.length === 0) return `<ArrayOf${rows} ${SPACES} />`;
  const all = value.map(row => element(rows, sorted(membersOf(row)))).join('');
  return `<ArrayOf${rows} ${SPACES}>${all}</ArrayOf${rows}>`;
}

type Member = readonly [name: string, value: unknown];

function membersOf(value: unknown): Member[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function sorted(members: readonly Member[]): Member[] {
  return [...members].sort(([a], [b]) => (a < b ? -1 : 1));
}

function element(name: string, members: readonly Member[]): string {
  const inner = members.map(([member, value]) =>
    value === null ? `<${member} i:nil="true" />` : `<${member}>${escaped(String(value))}</${member}>`,
  );
  return `<${name}>${inner.join('')}</${name}>`;
}

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Quotes stand as they are in text; what XML cannot hold becomes a number, since Web API does not check. */
function escaped(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the letters in question
    /[&<>\u0000-\u0008\u000b-\u001f]/g,
    letter => NAMED[letter] ?? `&#x${letter.charCodeAt(0).toString(16).toUpperCase()};`,
  );
}
