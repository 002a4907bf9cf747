import { secretsOf, type World } from '../world/index.js';

/** Three base64url parts, the first of them a JOSE header: an access token. */
const TOKEN = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/;

/** The longest piece that is looked up; what starts alike is then compared whole. */
const PIECE = 8;

/** Secrets by how they start, so that a text is gone through once however many there are. */
type Index = { readonly piece: number; readonly byPiece: ReadonlyMap<string, readonly string[]> };

const indexes = new WeakMap<World, Index>();

/** Whether a JSON value holds, anywhere and in clear, a secret of this world or an access token. */
export function holdsSecret(world: World, value: unknown): boolean {
  const index = indexOf(world);
  return textsOf(value).some(text => TOKEN.test(text) || holdsAny(text, index));
}

function holdsAny(text: string, { piece, byPiece }: Index): boolean {
  for (let i = 0; i + piece <= text.length; i++) {
    const known = byPiece.get(text.slice(i, i + piece));
    if (known?.some(secret => text.startsWith(secret, i))) return true;
  }
  return false;
}

function indexOf(world: World): Index {
  const known = indexes.get(world);
  if (known) return known;
  const secrets = secretsOf(world);
  const piece = secrets.reduce((least, secret) => Math.min(least, secret.length), PIECE);
  const byPiece = new Map<string, string[]>();
  for (const secret of secrets) {
    const start = secret.slice(0, piece);
    byPiece.set(start, [...(byPiece.get(start) ?? []), secret]);
  }
  const made = { piece, byPiece };
  indexes.set(world, made);
  return made;
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsOf(member)]);
}
