import { createHash, createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { KEPT, leaksOf, leaksOverall, NOT_WORTH_KEEPING, SAID } from '../../contract/cases/sec-judges.js';
import { createFinder } from '../../contract/secrecy/find.js';
import type { Leak } from '../../contract/secrecy/leak.js';
import { createScan } from '../../contract/secrecy/scan.js';
import { blindSpots, plantsOf } from '../../contract/secrecy/self-test.js';
import type { Seen } from '../../contract/seen.js';
import type { Sight } from '../../mock-server/index.js';
import { secretsOf } from '../../mock-server/index.js';
import { smallWorld } from '../support/small-world.js';

const world = smallWorld();
const [vendor = ''] = world.partners.map(({ vendorClient }) => vendorClient.secrets.at(-1)?.value ?? '');
const site = world.installations.flatMap(({ clients }) => clients)[0]?.secrets[0]?.value ?? '';
const token = `eyJhbGciOiJSUzI1NiJ9.${'abcDEF123'.repeat(12)}.${'Zz9-_x'.repeat(10)}`;
const newScan = () => createScan({ world: () => world });

const sight = (parts: Partial<Sight>): Sight => ({
  world: 'w1',
  exchange: 7,
  service: 'rap',
  operation: 'rap.sites',
  arrivedAt: 0,
  answeredAt: 0,
  connection: 1,
  method: 'GET',
  url: '/api',
  rawHeaders: ['Authorization', `Bearer ${token}`],
  body: Buffer.alloc(0),
  ...parts,
});

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sims-scan-'));
  folders.push(folder);
  return folder;
}

describe('the scan', () => {
  test('When it tests itself, then there is no leak that it would not see', () => {
    expect(blindSpots()).toEqual([]);
  });

  test('When any secret is planted in any form anywhere in other bytes, then it is found', () => {
    const secret = fc.string({ minLength: 12, maxLength: 40, unit: 'grapheme-ascii' });
    const noise = fc.uint8Array({ maxLength: 60 }).map(bytes => Buffer.from(bytes));
    fc.assert(
      fc.property(secret, noise, noise, fc.nat(), (value, before, after, at) => {
        const plants = plantsOf(value).filter(([encoding]) => !/gzip|zip|lines|UTF/.test(encoding));
        const [, planted] = plants[at % plants.length] ?? ['', ''];
        const all = Buffer.concat([before, Buffer.from(' '), Buffer.from(planted), Buffer.from(' '), after]);
        expect(createFinder([{ name: 'it', value }])(all).length).toBeGreaterThan(0);
      }),
    );
  });

  test('When the credentials and the token are where they belong, then nothing is found', () => {
    const scan = newScan();
    scan.sights([
      sight({
        service: 'sts',
        operation: 'sts.token',
        body: Buffer.from(`client_secret=${encodeURIComponent(vendor)}`),
      }),
      sight({
        service: 'sts',
        rawHeaders: ['Authorization', `Basic ${Buffer.from(`id:${vendor}`).toString('base64')}`],
      }),
      sight({}),
    ]);
    scan.child({ part: 'environment', text: `SIMS_CLIENT_SECRET=${vendor}\0` });
    expect(scan.found()).toEqual([]);
  });

  test.each<[string, Partial<Sight>, string]>([
    ['its URL', { url: `/api?token=${token}` }, 'the URL of exchange 7 (rap.sites)'],
    ['another header', { rawHeaders: ['X-Key', vendor] }, 'the header x-key of exchange 7 (rap.sites)'],
    ['a body for the API', { body: Buffer.from(JSON.stringify({ vendor })) }, 'the body of exchange 7 (rap.sites)'],
    [
      'Basic to the API',
      { rawHeaders: ['Authorization', `Basic ${Buffer.from(`id:${vendor}`).toString('base64')}`] },
      'the header authorization of exchange 7 (rap.sites)',
    ],
  ])('When a request has a secret in %s, then that is where it is found', (_, parts, where) => {
    const scan = newScan();
    scan.sights([sight({}), sight(parts)]);
    expect(scan.found().map(leak => leak.where)).toEqual([where]);
  });

  test('When a process has a secret in its arguments, or a school’s in its environment, then both are found', () => {
    const scan = newScan();
    scan.child({ part: 'arguments', text: `tool\0${vendor}\0` });
    scan.child({ part: 'environment', text: `SECRET=${site}\0SIMS_CLIENT_SECRET=${vendor}\0` });
    expect(
      scan
        .found()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['site-secret', 'vendor-secret']);
  });

  test('When a fingerprint under the probe key is kept, then it is no leak; an unsalted hash is one of its own sort', () => {
    const scan = newScan();
    scan.output('the dump', createHmac('sha256', 'a key').update(site).digest('hex'));
    expect(scan.found()).toEqual([]);
    scan.output('the dump', createHash('sha256').update(site).digest('hex'));
    expect(scan.found()).toMatchObject([{ shows: 'hash', encoding: 'as an unsalted sha256 hash' }]);
  });

  test('When a folder is searched, then deep and packed files are read, names too, and links are not followed', () => {
    const [folder, other] = [tempFolder(), tempFolder()];
    writeFileSync(join(other, 'secret.txt'), vendor);
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    symlinkSync(other, join(folder, 'link'));
    symlinkSync(join(other, 'secret.txt'), join(folder, 'file-link'));
    const scan = newScan();
    expect(scan.folder(folder)).toMatchObject({ files: 0, isCut: false });
    expect(scan.found()).toEqual([]);
    writeFileSync(join(folder, 'a', 'b', 'x.bin'), gzipSync(Buffer.from(site).toString('hex')));
    scan.folder(folder);
    expect(scan.found()).toMatchObject([
      { where: 'the file a/b/x.bin of the state folder', encoding: 'as hex, in gzip' },
    ]);
  });

  test('When a secret is found, then no word about it holds any secret', () => {
    const scan = newScan();
    for (const [, planted] of plantsOf(site)) scan.output('an output', planted.toString());
    scan.sights([sight({ url: `/${encodeURIComponent(vendor)}` })]);
    const said = JSON.stringify(scan.found());
    expect(secretsOf(world).filter(secret => said.includes(secret))).toEqual([]);
  });
});

describe('the judges', () => {
  const leak = (parts: Partial<Leak>): Leak => ({
    what: 'the vendor secret',
    kind: 'vendor-secret',
    encoding: 'in clear',
    shows: 'whole',
    where: 'somewhere',
    place: 'output',
    ...parts,
  });
  const seenWith = (parts: Partial<Seen>): Seen => ({
    of: { case: 'SNAP-01', round: 'twice' },
    moments: [],
    world,
    probeKey: '',
    scope: '',
    applicationId: '',
    clientId: '',
    leaks: [],
    strayed: [],
    blind: [],
    ...parts,
  });

  test.each([
    ['SEC-01 minds what is said', SAID, leak({}), 1],
    ['SEC-01 leaves files to others', SAID, leak({ place: 'file' }), 0],
    ['SEC-02 minds a secret in a file', KEPT, leak({ place: 'file', kind: 'site-secret' }), 1],
    ['SEC-02 leaves the token to SEC-05', KEPT, leak({ place: 'file', kind: 'token' }), 0],
    ['SEC-05 minds a token in a file', NOT_WORTH_KEEPING, leak({ place: 'file', kind: 'token' }), 1],
    ['SEC-05 minds the API key in a file', NOT_WORTH_KEEPING, leak({ place: 'file', kind: 'api-key' }), 1],
    ['SEC-05 leaves secrets to SEC-02', NOT_WORTH_KEEPING, leak({ place: 'file' }), 0],
  ])('When there is a leak, then %s', (_, guard, one, count) => {
    expect(leaksOf(guard, seenWith({ leaks: [one] }))).toHaveLength(count);
  });

  test('When only a hash or a part of a secret is seen, then that is a warning with its reason', () => {
    expect(
      leaksOf(SAID, seenWith({ leaks: [leak({ shows: 'hash' }), leak({ shows: 'part', encoding: 'x' })] })),
    ).toMatchObject([{ verdict: 'warned', seen: expect.stringContaining('HMAC') }, { verdict: 'warned' }]);
  });

  test('When the scan does not see what it should, then that is our fault: the judge throws', () => {
    expect(() => leaksOf(SAID, seenWith({ blind: ['a secret in gzip'] }))).toThrow(RangeError);
  });

  test('When many rounds of other cases show one sort of leak, then it is told once, with the first of them', () => {
    const all = [
      seenWith({ leaks: [leak({})] }),
      seenWith({ leaks: [leak({})] }),
      seenWith({ of: { case: 'SEC-01', round: 'x' }, leaks: [leak({})] }),
    ];
    expect(leaksOverall(SAID, all, 'SEC-01').map(({ seen }) => seen)).toEqual([
      'the vendor secret, in clear, in somewhere in the round "twice" of SNAP-01; 1 more like it',
    ]);
  });
});
