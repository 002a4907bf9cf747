import { type Installation, secretsOf, type World } from '../world/index.js';

/** By their first letters: a world has tens of thousands, and each text is looked through once. */
type Index = ReadonlyMap<string, readonly string[]>;

/** Letters by which secrets are found inside a text. Shorter ones count only where they are a word of their own. */
const HEAD = 6;

/** Kept for as long as nothing moves that holds secrets: a world has new arrays where it has changed. */
const ofSchools = new WeakMap<readonly Installation[], Index>();
const ofWorlds = new WeakMap<World, readonly Index[]>();

/** Whether any secret of this world stands in a text: as it is, percent-encoded, or in Base64; in any letter case. */
export function holdsSecret(world: World, text: string): boolean {
  let tables = ofWorlds.get(world);
  if (!tables) {
    tables = [schoolsOf(world), indexOf(secretsOf({ ...world, installations: [] }))];
    ofWorlds.set(world, tables);
  }
  const known = tables;
  return spellingsOf(text).some(spelling => known.some(table => isIn(table, spelling.toLowerCase())));
}

function schoolsOf(world: World): Index {
  let index = ofSchools.get(world.installations);
  if (!index) {
    index = indexOf(secretsOf({ ...world, partners: [], applications: [] }));
    ofSchools.set(world.installations, index);
  }
  return index;
}

function indexOf(secrets: readonly string[]): Index {
  const index = new Map<string, string[]>();
  for (const secret of secrets.map(s => s.toLowerCase())) {
    const head = secret.slice(0, HEAD);
    const known = index.get(head);
    if (known) known.push(secret);
    else index.set(head, [secret]);
  }
  return index;
}

function isIn(index: Index, text: string): boolean {
  for (let at = 0; at + HEAD <= text.length; at++) {
    const found = index.get(text.slice(at, at + HEAD));
    if (found?.some(secret => secret.length >= HEAD && text.startsWith(secret, at))) return true;
  }
  return text.split(/[/?&=;:,\s]+/).some(word => word.length < HEAD && index.get(word)?.includes(word));
}

/** What a text says when it is read in the ways in which clients write. */
function spellingsOf(text: string): string[] {
  const once = decoded(text);
  const twice = decoded(once);
  const read = [...new Set([text, once, twice, once.replaceAll('+', ' ')])];
  return [...read, ...read.flatMap(inBase64)];
}

/** Of each word that is long enough to be one. Node reads both alphabets. */
function inBase64(text: string): string[] {
  const words = text.match(/[A-Za-z0-9+/_-]{8,}/g) ?? [];
  const parts = words.flatMap(word => word.split('/')).filter(part => part.length >= 8);
  return [...new Set([...words, ...parts])].map(word => Buffer.from(word, 'base64').toString());
}

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%[0-7][0-9a-f]/gi, code => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
  }
}
