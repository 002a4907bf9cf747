// One generation as a file: a header line, one line per site sorted by organisation, a seal line. Written once, never edited.
//
//   {"format":"sims-vault/1", generation, dates, upstream, wrapped keys, hold}
//   ["<row mac>", {site in clear: states, dates, fingerprints}, [[sealed secret, sealed previous], …one pair per client]]
//   {"seal":"<mac over header, SHA-256 of all rows, row count>","rows":n}
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Hold, Site } from '../core/snapshot.js';
import { StoreUnreadable } from '../errors.js';
import { Secret } from '../secret.js';
import { type MasterKey, unwrapKeys, type VaultKeys, type WrappedKeys } from './keys.js';
import { lp } from './lp.js';
import { mac, seal, unseal } from './seal.js';

const format = 'sims-vault/1';

/** One vault, one upstream (E11): whoever these name filled it, and nobody else may. */
export type UpstreamIdentity = {
  readonly sts: string;
  readonly rap: string;
  readonly application: string;
  readonly client: string;
};

export type Header = {
  readonly format: typeof format;
  readonly generation: number;
  readonly previousGeneration: number;
  readonly createdAt: number;
  readonly run: string;
  readonly upstream: UpstreamIdentity;
  readonly kekId: string;
  readonly keys: WrappedKeys;
  readonly fullGenerations: number;
  readonly hold: Hold | null;
};

/** Sealed current and previous secret of one client, in the order of the site's clients; null = none kept. */
export type SealedPair = readonly [current: string | null, previous: string | null];
export type Row = { readonly site: Site; readonly sealed: readonly SealedPair[]; readonly mac: string };
export type Generation = { readonly header: Header; readonly keys: VaultKeys; readonly rows: readonly Row[] };

export type Field = 'secret' | 'previous';
/** Where a sealed secret belongs: it opens for this application, organisation, client, field and generation only (V1). */
export type Place = {
  readonly application: string;
  readonly generation: number;
  readonly organisation: string;
  readonly client: string;
  readonly field: Field;
};

const aad = ({ application, organisation, client, field, generation }: Place): Buffer =>
  lp(format, application, organisation, client, field, String(generation));

export const sealSecret = (keys: VaultKeys, place: Place, secret: Secret): string =>
  seal(keys.data, aad(place), secret.reveal());

/**
 * Opens one secret of a row, after checking the row's own MAC: the state that says "serve this" is as precious as the secret (V2).
 * `at` is the client's position in the site.
 */
export function openSecret({ header, keys }: Omit<Generation, 'rows'>, row: Row, at: number, field: Field): Secret {
  const sealed = row.sealed[at]?.[field === 'secret' ? 0 : 1];
  const client = row.site.clients[at]?.client;
  if (!sealed || client === undefined) throw new Error('No sealed secret where one should be.');
  if (!sameText(row.mac, mac(keys.row, clearText(row)).toString('base64url'))) throw tampered('a row was changed');
  const place = {
    application: header.upstream.application,
    generation: header.generation,
    organisation: row.site.organisation,
    client,
    field,
  };
  const plain = unseal(keys.data, aad(place), sealed);
  if (!plain) throw tampered('a sealed secret does not open at its place');
  const secret = new Secret(plain.toString('utf8'));
  plain.fill(0);
  return secret;
}

export const headerFor = (fields: Omit<Header, 'format'>): Header => ({ format, ...fields });

const chunkRows = 1000;

/** A generation file in large pieces; `done` gets the SHA-256 of the whole in hex. */
export function* generationPieces(
  header: Header,
  keys: VaultKeys,
  rows: Iterable<Omit<Row, 'mac'>>,
  done: (sha256: string) => void,
): Generator<Buffer> {
  const whole = createHash('sha256');
  const body = createHash('sha256');
  const headerLine = Buffer.from(`${JSON.stringify(header)}\n`);
  whole.update(headerLine);
  yield headerLine;
  let count = 0;
  for (const piece of rowPieces(keys, rows)) {
    body.update(piece.bytes);
    whole.update(piece.bytes);
    count += piece.rows;
    yield piece.bytes;
  }
  const sealed = mac(keys.seal, headerLine, body.digest(), String(count)).toString('base64url');
  const sealLine = Buffer.from(`${JSON.stringify({ seal: sealed, rows: count })}\n`);
  done(whole.update(sealLine).digest('hex'));
  yield sealLine;
}

function* rowPieces(
  keys: VaultKeys,
  rows: Iterable<Omit<Row, 'mac'>>,
): Generator<{ readonly bytes: Buffer; readonly rows: number }> {
  let lines: string[] = [];
  for (const row of rows) {
    const clear = clearText(row);
    lines.push(`["${mac(keys.row, clear).toString('base64url')}",${clear}]\n`);
    if (lines.length < chunkRows) continue;
    yield { bytes: Buffer.from(lines.join('')), rows: lines.length };
    lines = [];
  }
  if (lines.length > 0) yield { bytes: Buffer.from(lines.join('')), rows: lines.length };
}

const clearText = ({ site, sealed }: Omit<Row, 'mac'>): string => `${JSON.stringify(site)},${JSON.stringify(sealed)}`;

/** Reads and verifies a whole file: key, wrapped keys, seal. Throws StoreUnreadable; never gives a part of it. */
export function readGenerationFile(bytes: Buffer, master: MasterKey): Generation {
  const { header, keys, lines } = verifyGenerationFile(bytes, master);
  return { header, keys, rows: lines().map(parseRow) };
}

/** What is left of a file once its key, wrapped keys and seal are verified; the rows come as lines, when asked for. */
export type Verified = Pick<Generation, 'header' | 'keys'> & { readonly lines: () => readonly string[] };

export function verifyGenerationFile(bytes: Buffer, master: MasterKey): Verified {
  const headerEnd = bytes.indexOf(10) + 1;
  const sealStart = bytes.lastIndexOf(10, -2) + 1;
  if (headerEnd === 0 || sealStart < headerEnd || bytes.at(-1) !== 10) throw tampered('the file is not whole');
  const headerLine = bytes.subarray(0, headerEnd);
  const body = bytes.subarray(headerEnd, sealStart);
  const header = parseHeader(headerLine, master);
  const keys = unwrapKeys(header.keys, master, header.upstream.application);
  if (!keys) throw tampered('a wrapped key does not open');
  const written = parse<{ readonly seal?: unknown; readonly rows?: unknown }>(bytes.toString('utf8', sealStart));
  const bodyHash = createHash('sha256').update(body).digest();
  const expected = mac(keys.seal, headerLine, bodyHash, String(written.rows)).toString('base64url');
  if (!sameText(written.seal, expected)) throw tampered('the seal does not match');
  const lines = () => (body.length === 0 ? [] : body.toString('utf8', 0, body.length - 1).split('\n'));
  return { header, keys, lines };
}

function parseHeader(line: Buffer, master: MasterKey): Header {
  const header = parse<Header>(line.toString('utf8'));
  if (header.format !== format) throw tampered('the format is not one this version knows');
  if (header.kekId !== master.id)
    throw new StoreUnreadable(
      'wrong_key',
      'The vault was sealed with another key. Give the key it was made with (SIMS_AGENT_KEY).',
    );
  return header;
}

function parseRow(line: string): Row {
  const [rowMac, site, sealed] = parse<[string, Site, SealedPair[]]>(line);
  return { site, sealed, mac: rowMac };
}

/** JSON of a shape this agent wrote and a MAC vouches for. */
function parse<Shape>(text: string): Shape {
  try {
    return JSON.parse(text);
  } catch {
    throw tampered('a line is not JSON');
  }
}

export const sameText = (given: unknown, expected: string): boolean =>
  typeof given === 'string' &&
  given.length === expected.length &&
  timingSafeEqual(Buffer.from(given), Buffer.from(expected));

export const tampered = (what: string): StoreUnreadable =>
  new StoreUnreadable(
    'tampered',
    `The vault cannot be trusted: ${what}. Nothing was read from it. Move the vault folder aside and sync into an empty one.`,
  );
