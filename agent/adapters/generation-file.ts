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
export type Row = { readonly site: Site; readonly sealed: readonly SealedPair[] };
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

export function openSecret(keys: VaultKeys, place: Place, sealed: string): Secret {
  const plain = unseal(keys.data, aad(place), sealed);
  if (!plain) throw tampered('a sealed secret does not open at its place');
  const secret = new Secret(plain.toString('utf8'));
  plain.fill(0);
  return secret;
}

export const headerFor = (fields: Omit<Header, 'format'>): Header => ({ format, ...fields });

/** The lines of a generation file, each with its newline; `done` gets the SHA-256 of the whole file in hex. */
export function* generationLines(
  header: Header,
  keys: VaultKeys,
  rows: Iterable<Row>,
  done: (sha256: string) => void,
): Generator<string> {
  const whole = createHash('sha256');
  const body = createHash('sha256');
  const headerLine = `${JSON.stringify(header)}\n`;
  whole.update(headerLine);
  yield headerLine;
  let count = 0;
  for (const { site, sealed } of rows) {
    const clear = `${JSON.stringify(site)},${JSON.stringify(sealed)}`;
    const line = `["${mac(keys.row, clear).toString('base64url')}",${clear}]\n`;
    body.update(line);
    whole.update(line);
    count += 1;
    yield line;
  }
  const sealed = mac(keys.seal, headerLine, body.digest(), String(count)).toString('base64url');
  const sealLine = `${JSON.stringify({ seal: sealed, rows: count })}\n`;
  done(whole.update(sealLine).digest('hex'));
  yield sealLine;
}

/** Reads and verifies a whole file: key, wrapped keys, seal, every row. Throws StoreUnreadable; never gives a part of it. */
export function readGenerationFile(bytes: Buffer, master: MasterKey): Generation {
  const headerEnd = bytes.indexOf(10) + 1;
  const sealStart = bytes.lastIndexOf(10, -2) + 1;
  if (headerEnd === 0 || sealStart < headerEnd || bytes.at(-1) !== 10) throw tampered('the file is not whole');
  const headerLine = bytes.subarray(0, headerEnd);
  const body = bytes.subarray(headerEnd, sealStart);
  const header = parseHeader(headerLine, master);
  const keys = unwrapKeys(header.keys, master, header.upstream.application);
  if (!keys) throw tampered('a wrapped key does not open');
  const rows = body.length === 0 ? [] : body.toString('utf8', 0, body.length - 1).split('\n');
  const bodyHash = createHash('sha256').update(body).digest();
  const expected = mac(keys.seal, headerLine, bodyHash, String(rows.length)).toString('base64url');
  const written = parse<{ readonly seal?: unknown; readonly rows?: unknown }>(bytes.toString('utf8', sealStart));
  if (!sameText(written.seal, expected) || written.rows !== rows.length) throw tampered('the seal does not match');
  return { header, keys, rows: rows.map(line => parseRow(line, keys)) };
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

// `["` mac(43) `",` clear `]`
const macEnd = 2 + 43;

function parseRow(line: string, keys: VaultKeys): Row {
  const clear = line.slice(macEnd + 2, -1);
  if (!sameText(line.slice(2, macEnd), mac(keys.row, clear).toString('base64url'))) throw tampered('a row was changed');
  const [, site, sealed] = parse<[string, Site, SealedPair[]]>(line);
  return { site, sealed };
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
