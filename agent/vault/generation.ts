// One generation as a file: a header line, one line per site sorted by organisation, a seal line. Written once, never edited.
//
//   {"format":"sims-vault/1", generation, dates, upstream, wrapped keys, hold}
//   ["<row mac>", {site in clear: states, dates, fingerprints}, [[sealed secret, sealed previous], …one pair per client]]
//   {"seal":"<mac over header, SHA-256 of all rows, row count>","rows":n}
import { createHash } from 'node:crypto';
import type { Hold, Site } from '../core/snapshot.js';
import { StoreUnreadable } from '../errors.js';
import { Secret } from '../secret.js';
import { type MasterKey, unwrapKeys, type VaultKeys, type WrappedKeys } from './keys.js';
import { lp, mac, sameText, seal, unseal } from './seal.js';
import { tampered } from './signed.js';

const format = 'sims-vault/1';

/** One vault, one upstream (E11): whoever these name filled it, and nobody else may. */
export type UpstreamIdentity = Readonly<Record<'sts' | 'rap' | 'application' | 'client', string>>;

/** The first part in which two differ, in words; null when they are one. */
export function differenceOf(stored: UpstreamIdentity, now: UpstreamIdentity): string | null {
  const names = { sts: 'token server', rap: 'RAP API', application: 'application', client: 'vendor client' } as const;
  const part = (['sts', 'rap', 'application', 'client'] as const).find(each => stored[each] !== now[each]);
  return part === undefined ? null : `${names[part]} (${stored[part]}, now ${now[part]})`;
}

/** `other`: what `differenceOf` found. */
export const filledFromAnother = (other: string): string =>
  `This vault was filled from another ${other}. Give each its own SIMS_STATE_DIR or SIMS_VAULT.`;

/** The last record of an audit. */
export type AuditHead = { readonly seq: number; readonly mac: string };

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
  /** The last record of the audit when this was written; vaults of the first version have none. */
  readonly audit?: AuditHead;
};

/** Sealed current and previous secret of one client, in the order of the site's clients; null = none kept. */
export type SealedPair = readonly [current: string | null, previous: string | null];
export type NewRow = { readonly site: Site; readonly sealed: readonly SealedPair[] };
export type Row = NewRow & { readonly mac: string };
export type Generation = { readonly header: Header; readonly keys: VaultKeys; readonly rows: readonly Row[] };

export type Field = 'secret' | 'previous';
/** Where a sealed secret belongs: it opens for this application, organisation, client, field and generation only (V1). */
export type SecretPlace = {
  readonly application: string;
  readonly generation: number;
  readonly organisation: string;
  readonly client: string;
  readonly field: Field;
};

const aad = ({ application, organisation, client, field, generation }: SecretPlace): Buffer =>
  lp(format, application, organisation, client, field, String(generation));

export const sealSecret = (keys: VaultKeys, place: SecretPlace, secret: Secret): string =>
  seal(keys.data, aad(place), secret.reveal());

/**
 * Opens one secret of a row, after checking the row's own MAC: the state that says "serve this" is as precious as the secret (V2).
 * `at` is the client's position in the site.
 */
export function openSecret({ header, keys }: Omit<Generation, 'rows'>, row: Row, at: number, field: Field): Secret {
  const sealed = row.sealed[at]?.[field === 'secret' ? 0 : 1];
  const client = row.site.clients[at]?.client;
  if (!sealed || client === undefined) throw new Error('No sealed secret where one should be.');
  assertUnchanged(row, keys);
  const { generation, upstream } = header;
  const { organisation } = row.site;
  const plain = unseal(
    keys.data,
    aad({ application: upstream.application, generation, organisation, client, field }),
    sealed,
  );
  if (!plain) throw tampered('a sealed secret does not open at its place');
  const secret = new Secret(plain.toString('utf8'));
  plain.fill(0);
  return secret;
}

/** Rows whose MAC was checked, which takes as long as a row has clients. */
const unchanged = new WeakSet<Row>();

function assertUnchanged(row: Row, keys: VaultKeys): void {
  if (!unchanged.has(row) && !sameText(row.mac, rowMac(keys, clearText(row)))) throw tampered('a row was changed');
  unchanged.add(row);
}

const clearText = ({ site, sealed }: NewRow): string => JSON.stringify([site, sealed]).slice(1, -1);
const rowMac = (keys: VaultKeys, clear: string): string => mac(keys.row, clear).toString('base64url');

const chunkRows = 500;

/** A generation file in pieces; `done` gets the SHA-256 of the whole in hex. */
export function* generationPieces(
  header: Omit<Header, 'format'>,
  keys: VaultKeys,
  rows: Iterable<NewRow>,
  done: (sha256: string) => void,
): Generator<Buffer> {
  const headerLine = Buffer.from(`${JSON.stringify({ format, ...header })}\n`);
  const whole = createHash('sha256').update(headerLine);
  const body = createHash('sha256');
  yield headerLine;
  let count = 0;
  let lines = '';
  const flush = (): Buffer => {
    const piece = Buffer.from(lines);
    lines = '';
    body.update(piece);
    whole.update(piece);
    return piece;
  };
  for (const row of rows) {
    const clear = clearText(row);
    lines += `["${rowMac(keys, clear)}",${clear}]\n`;
    count += 1;
    if (count % chunkRows === 0) yield flush();
  }
  yield flush();
  const sealLine = Buffer.from(
    `${JSON.stringify({ seal: sealOf(keys, headerLine, body.digest(), count), rows: count })}\n`,
  );
  done(whole.update(sealLine).digest('hex'));
  yield sealLine;
}

const sealOf = (keys: VaultKeys, headerLine: Buffer, bodyHash: Buffer, rows: unknown): string =>
  mac(keys.seal, headerLine, bodyHash, String(rows)).toString('base64url');

/** Reads and verifies a whole file: key, wrapped keys, seal. Throws StoreUnreadable; never gives a part of it. */
export function readGenerationFile(bytes: Buffer, master: MasterKey): Generation {
  const { header, keys, body } = verifyGenerationFile(bytes, master);
  const rows = body.toString('utf8').split('\n').slice(0, -1).map(parseRow);
  return { header, keys, rows };
}

/** What is left of a file once its key, wrapped keys and seal are verified; the rows are not parsed. */
export function verifyGenerationFile(bytes: Buffer, master: MasterKey) {
  const headerEnd = bytes.indexOf(10) + 1;
  const sealStart = bytes.lastIndexOf(10, -2) + 1;
  if (headerEnd === 0 || sealStart < headerEnd || bytes.at(-1) !== 10) throw tampered('the file is not whole');
  const headerLine = bytes.subarray(0, headerEnd);
  const body = bytes.subarray(headerEnd, sealStart);
  const header = parse<Header>(headerLine.toString('utf8'));
  if (header.format !== format) throw tampered('the format is not one this version knows');
  if (header.kekId !== master.id)
    throw new StoreUnreadable(
      'wrong_key',
      'Check SIMS_AGENT_KEY: the vault was sealed with another key. Give the key it was made with.',
    );
  const keys = unwrapKeys(header.keys, master, header.upstream.application);
  if (!keys) throw tampered('a wrapped key does not open');
  const written = parse<{ readonly seal?: unknown; readonly rows?: unknown }>(bytes.toString('utf8', sealStart));
  const bodyHash = createHash('sha256').update(body).digest();
  if (!sameText(written.seal, sealOf(keys, headerLine, bodyHash, written.rows)))
    throw tampered('the seal does not match');
  return { header, keys, body };
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
