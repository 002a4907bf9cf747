// What cannot find a planted leak proves nothing when it finds none: looked at before every run.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import type { Sight } from '../../mock-server/index.js';
import { lookAtFamily, SEES_CHILDREN } from './children.js';
import { createFinder } from './find.js';
import type { LeakPlace } from './leak.js';
import { createScan, type Scan } from './scan.js';

/** A secret with every character that encoders treat differently. */
export const PLANTED = 'Kq7"/&+ \u00a3%=:<z_9Wm4Tx';

const form = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);
const all = (text: string, write: (code: number) => string): string =>
  [...text].map(each => write(each.codePointAt(0) ?? 0)).join('');
const lowerEscapes = (text: string): string => text.replace(/%../g, each => each.toLowerCase());
/** A zip with one member, without its directory: what a torn one looks like too. */
const zip = (content: Buffer): Buffer => {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(5, 26);
  return Buffer.concat([header, Buffer.from('a.txt'), deflateRawSync(content)]);
};

type Plant = readonly [encoding: string, planted: string | Buffer];

/** A secret in every form in which it may slip out, written by other means than those that look for it. */
export function plantsOf(secret: string): readonly Plant[] {
  const bytes = Buffer.from(secret);
  const hash = (name: string) => createHash(name).update(secret).digest();
  const hex = bytes.toString('hex');
  return [
    ['raw', secret],
    ['its first 8', bytes.subarray(0, 8)],
    ['its last 8', bytes.subarray(-8)],
    ['base64', bytes.toString('base64')],
    ['base64', bytes.toString('base64url')],
    ['base64', Buffer.from(`a${secret}`).toString('base64')],
    ['base64', Buffer.from(`ab${secret}`).toString('base64')],
    ['base64', Buffer.from(`client-id:${secret}`).toString('base64')],
    ['base64 of percent', Buffer.from(`client-id:${form(secret)}`).toString('base64')],
    ['base64 of percent', Buffer.from(`id:${encodeURIComponent(secret)}`).toString('base64')],
    ['percent', encodeURIComponent(secret)],
    ['percent', lowerEscapes(encodeURIComponent(secret))],
    ['percent', form(secret)],
    ['percent', [...bytes].map(code => `%${code.toString(16)}`).join('')],
    ['percent twice', encodeURIComponent(encodeURIComponent(secret))],
    ['percent twice', lowerEscapes(encodeURIComponent(form(secret)))],
    ['hex', hex],
    ['hex', hex.toUpperCase()],
    ['JSON', JSON.stringify({ secret })],
    ['JSON', JSON.stringify(secret).replaceAll('/', '\\/')],
    ['JSON', all(secret, code => `\\u${code.toString(16).padStart(4, '0')}`)],
    ['JSON', all(secret, code => `\\u${code.toString(16).padStart(4, '0').toUpperCase()}`)],
    ['HTML', secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')],
    ['HTML', all(secret, code => `&#${code};`)],
    ['HTML', all(secret, code => `&#x${code.toString(16).toUpperCase()};`)],
    ['UTF-16LE', Buffer.from(secret, 'utf16le')],
    ['UTF-16BE', Buffer.from(secret, 'utf16le').swap16()],
    ['base64, in UTF-16', Buffer.from(`\ufeff${bytes.toString('base64')}`, 'utf16le')],
    ['md5', hash('md5').toString('hex')],
    ['sha1', hash('sha1').toString('base64')],
    ['sha256', hash('sha256')],
    ['sha256', hash('sha256').toString('hex').toUpperCase()],
    ['sha256', hash('sha256').toString('base64url')],
    ['raw, split over lines', `${secret.slice(0, 9)}\r\n${secret.slice(9)}`],
    ['hex, split over lines', hex.replace(/^.{11}/, '$&\n')],
    ['raw, in gzip', gzipSync(`before ${secret} after`)],
    ['raw, in zip', zip(bytes)],
    ['raw, in gzip, in zip', gzipSync(zip(bytes))],
  ];
}

/** What the scan did not find, in words; empty when it sees everything. Looked at once in a process. */
export function blindSpots(): readonly string[] {
  looked ??= [...blindEncodings(), ...blindPlaces()];
  return looked;
}

let looked: readonly string[] | undefined;

function blindEncodings(): readonly string[] {
  const find = createFinder([{ name: 'planted', value: PLANTED }]);
  return plantsOf(PLANTED).flatMap(([encoding, planted]) => {
    const around = Buffer.concat([Buffer.from('{"event":"x '), Buffer.from(planted), Buffer.from(' y"}\n')]);
    const seen = find(around).some(({ needle, how }) => `${needle.encoding}${how}` === encoding);
    return seen ? [] : [`a secret ${encoding}`];
  });
}

const SIGHT: Omit<Sight, 'url' | 'rawHeaders' | 'body'> = {
  world: 'self-test',
  exchange: 1,
  service: 'rap',
  operation: 'rap.sites',
  arrivedAt: 0,
  answeredAt: 0,
  connection: 1,
  method: 'GET',
};
const sight = (parts: Partial<Sight>): Sight => ({
  ...SIGHT,
  url: '/',
  rawHeaders: [],
  body: Buffer.alloc(0),
  ...parts,
});

function blindPlaces(): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'sims-contract-self-'));
  try {
    mkdirSync(join(folder, 'deep'));
    writeFileSync(join(folder, 'deep', 'leak.bin'), gzipSync(Buffer.from(PLANTED).toString('base64')));
    const inBase64 = Buffer.from(PLANTED).toString('base64url');
    const places: Readonly<Record<LeakPlace, (scan: Scan) => void>> = {
      output: scan => scan.output('self-test', inBase64),
      file: scan => scan.folder(folder),
      url: scan => scan.sights([sight({ url: `/a?b=${encodeURIComponent(PLANTED)}` })]),
      header: scan => scan.sights([sight({ rawHeaders: ['X-Note', inBase64] })]),
      body: scan => scan.sights([sight({ body: Buffer.from(JSON.stringify(PLANTED)) })]),
      child: scan => scan.child({ part: 'arguments', text: `tool\0${PLANTED_LATIN}\0` }),
    };
    const missed = Object.entries(places).filter(([place, plant]) => {
      const scan = createScan({ world: () => PLANTED_WORLD });
      plant(scan);
      return !scan.found().some(leak => leak.place === place);
    });
    return [...missed.map(([place]) => `a secret in a place of the sort "${place}"`), ...blindToProcesses()];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** This very process must be visible, its arguments and its environment. */
function blindToProcesses(): readonly string[] {
  if (!SEES_CHILDREN) return [];
  const parts = new Set(lookAtFamily(process.pid).flatMap(({ part, text }) => (text === '' ? [] : [part])));
  return parts.size === 2 ? [] : ['the arguments and environment of a process'];
}

/** As /proc shows it: bytes, one letter each. */
const PLANTED_LATIN = Buffer.from(PLANTED).toString('latin1');

const PLANTED_WORLD: ReturnType<Parameters<typeof createScan>[0]['world']> = {
  format: 'sims-world/1',
  name: 'self-test',
  seed: 0,
  version: 0,
  minted: 0,
  signingKey: 1,
  switches: {},
  partners: [
    {
      key: 'self-test',
      name: 'Self-test',
      ownSite: 'self-test',
      vendorClient: {
        clientId: 'self-test',
        scopes: [],
        state: 'active',
        changedAt: 0,
        secrets: [{ value: PLANTED, issuedAt: 0, retiredAt: null, overlapMs: null }],
      },
    },
  ],
  applications: [],
  sites: [],
  installations: [],
};
