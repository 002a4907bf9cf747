import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../agent/config/policy-file.js';
import type { Clock } from '../../agent/ports.js';
import { Secret } from '../../agent/secret.js';
import {
  generationPieces,
  openSecret,
  type Row,
  readGenerationFile,
  sealSecret,
  type UpstreamIdentity,
} from '../../agent/vault/generation.js';
import { masterKey, nextKeys, wrapKeys } from '../../agent/vault/keys.js';
import { lp, seal, unseal } from '../../agent/vault/seal.js';
import { makeHost, makeRhythm, retryAfterMs } from '../../agent/wire/pace.js';
import { readClients, readSites } from '../../agent/wire/rap-rows.js';
import { makeRetries } from '../../agent/wire/retry.js';
import { makeTokenCache } from '../../agent/wire/token.js';
import { estate, vaultOf } from '../support/agent/evidence.js';

/** Time that passes only when somebody waits for it. */
function fakeClock(): Clock & { at: number } {
  const clock = {
    at: 0,
    now: () => Date.UTC(2026, 0, 1) + clock.at,
    monotonic: () => clock.at,
    sleep: async (ms: number) => {
      clock.at += ms;
    },
  };
  return clock;
}

describe('lp', () => {
  test('When parts are cut differently, then the bytes differ', () => {
    expect(lp('a|b', 'c').equals(lp('a', 'b|c'))).toBe(false);
    expect(lp('ab', '').equals(lp('a', 'b'))).toBe(false);
    expect(lp('é').toString('hex')).toBe('00000002c3a9');
  });
});

describe('a sealed field', () => {
  const key = createSecretKey(randomBytes(32));
  const place = lp('here');
  test('When it is opened at its place, then the text comes back; anywhere else, or changed, or shortened, nothing does', () => {
    const sealed = seal(key, place, 'text £');
    expect(unseal(key, place, sealed)?.toString()).toBe('text £');
    expect(unseal(key, lp('there'), sealed)).toBeNull();
    expect(unseal(createSecretKey(randomBytes(32)), place, sealed)).toBeNull();
    const bytes = Buffer.from(sealed, 'base64');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(unseal(key, place, changed.toString('base64'))).toBeNull();
    }
    for (const length of [0, 12, 20, bytes.length - 12, bytes.length - 1])
      expect(unseal(key, place, bytes.subarray(0, length).toString('base64'))).toBeNull();
  });

  test('When many are sealed, then no nonce comes twice', () => {
    const nonces = Array.from({ length: 2000 }, () => seal(key, place, 'x').slice(0, 16));
    expect(new Set(nonces).size).toBe(2000);
  });
});

describe('a generation file', () => {
  const master = masterKey(randomBytes(32));
  const upstream: UpstreamIdentity = { sts: 's', rap: 'r', application: 'app', client: 'vmc' };
  const keys = nextKeys(null);
  const header = {
    generation: 5,
    previousGeneration: 4,
    createdAt: 1,
    run: 'run',
    upstream,
    kekId: master.id,
    keys: wrapKeys(keys, master, 'app'),
    fullGenerations: 1,
    hold: null,
  };
  const rows = vaultOf(estate(3)).sites.map(site => ({
    site,
    sealed: site.clients.map(
      ({ client }) =>
        [
          sealSecret(
            keys,
            { application: 'app', generation: 5, organisation: site.organisation, client, field: 'secret' },
            new Secret(`of ${client}`),
          ),
          null,
        ] as const,
    ),
  }));
  const text = Buffer.concat([...generationPieces(header, keys, rows, () => {})]).toString();
  const read = (changed: string) => readGenerationFile(Buffer.from(changed), master);
  const line = (at: number): string => text.split('\n')[at] ?? '';

  test('When nothing was changed, then every row and secret comes back', () => {
    const generation = read(text);
    expect(generation.rows.map(row => row.site)).toEqual(rows.map(row => row.site));
    expect(generation.rows.map(row => openSecret(generation, row, 0, 'secret').reveal())).toEqual([
      'of client-1',
      'of client-2',
      'of client-3',
    ]);
  });

  test.each<[string, string]>([
    ['a row goes', text.replace(`${line(2)}\n`, '')],
    ['a row comes twice', text.replace(line(2), `${line(2)}\n${line(2)}`)],
    ['two rows change places', text.replace(line(1), '@').replace(line(2), line(1)).replace('@', line(2))],
    ['a state changes', text.replace('"state":"active"', '"state":"pending"')],
    ['the header changes', text.replace('"fullGenerations":1', '"fullGenerations":2')],
    ['the count changes', text.replace('"rows":3', '"rows":2')],
    ['the last line is cut', text.slice(0, -1)],
    ['the seal is missing', text.slice(0, text.lastIndexOf('{"seal"'))],
    ['it is empty', ''],
    ['it is not ours', '{}\n{}\n'],
  ])('When %s, then nothing is read', (_what, changed) => {
    expect(() => read(changed)).toThrow(/cannot be trusted/);
  });

  test('When another key opens it, then it is refused', () => {
    expect(() => readGenerationFile(Buffer.from(text), masterKey(randomBytes(32)))).toThrow(/another key/);
  });

  test('When a row in memory has another state, another field or another place, then its secret does not open', () => {
    const generation = read(text);
    const [one, two] = generation.rows;
    if (!one || !two) throw new Error('rows');
    const open = (row: Row) => () => openSecret(generation, row, 0, 'secret');
    expect(open({ ...one, site: { ...one.site, state: 'pending' } })).toThrow(/a row was changed/);
    expect(open({ ...one, sealed: two.sealed })).toThrow(/a row was changed/);
    expect(open({ ...two, site: one.site })).toThrow(/a row was changed/);
    const older = { ...generation, header: { ...generation.header, generation: 4 } };
    expect(() => openSecret(older, one, 0, 'secret')).toThrow(/does not open at its place/);
  });

  test('When many secrets of one row are opened, then its MAC is checked once: with thousands of clients it takes its time', () => {
    const generation = read(text);
    const [one] = generation.rows;
    if (!one) throw new Error('rows');
    let checks = 0;
    const toJSON = () => {
      checks += 1;
      return one.site;
    };
    const row: Row = { ...one, site: Object.assign({ ...one.site }, { toJSON }) };
    for (let n = 0; n < 100; n++) expect(openSecret(generation, row, 0, 'secret').reveal()).toBe('of client-1');
    expect(checks).toBe(1);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('Thu, 01 Jan 2026 00:00:00 GMT');
  test.each([
    ['120', undefined, 120_000],
    [' 0 ', undefined, 0],
    ['-5', undefined, 0],
    ['Thu, 01 Jan 2026 00:01:00 GMT', undefined, 60_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', undefined, 0],
    ['Thu, 01 Jan 2026 10:01:00 GMT', 'Thu, 01 Jan 2026 10:00:00 GMT', 60_000],
    ['soon', undefined, null],
    ['1.5', undefined, null],
    [undefined, undefined, null],
  ])('When it says %s beside Date %s, then the pause is %s ms', (value, date, expected) => {
    expect(retryAfterMs(value, date, now)).toBe(expected);
  });
});

describe('the rhythm', () => {
  test('When forty requests want to go at once, then no second sees more than six', async () => {
    const clock = fakeClock();
    const rhythm = makeRhythm(defaultPolicy, clock);
    const times: number[] = [];
    await Promise.all(Array.from({ length: 40 }, () => rhythm.beat().then(() => times.push(clock.at))));
    for (const at of times)
      expect(times.filter(other => other >= at && other < at + 1000).length).toBeLessThanOrEqual(6);
  });

  test('When a 429 came, then the rate is halved, and grows again by a tenth in each quiet minute', async () => {
    const clock = fakeClock();
    const rhythm = makeRhythm(defaultPolicy, clock);
    const gap = async () => {
      const before = clock.at;
      await rhythm.beat();
      return clock.at - before;
    };
    await gap();
    rhythm.slowDown();
    await gap();
    expect(await gap()).toBe(400);
    clock.at += 60_000;
    await gap();
    expect(await gap()).toBe(Math.ceil(400 / 1.1));
  });

  test('When 429 came again and again, then one in 30 s still goes out, and every quiet minute counts, however few asked in it', async () => {
    const clock = fakeClock();
    const rhythm = makeRhythm(defaultPolicy, clock);
    for (let nth = 0; nth < 14; nth++) {
      await rhythm.beat();
      rhythm.slowDown();
    }
    const before = clock.at;
    for (let nth = 0; nth < 5; nth++) await rhythm.beat();
    expect(clock.at - before).toBeLessThanOrEqual(5 * 30_000);
    // 200 ms x 1.1^53 is more than 30 s.
    clock.at += 53 * 60_000;
    await rhythm.beat();
    const well = clock.at;
    await rhythm.beat();
    expect(clock.at - well).toBe(200);
  });

  test('When the policy is slower than that by itself, then a 429 does not make it quicker', async () => {
    const clock = fakeClock();
    const rhythm = makeRhythm({ ...defaultPolicy, requestsPerSecond: 0.01 }, clock);
    await rhythm.beat();
    rhythm.slowDown();
    await rhythm.beat();
    await rhythm.beat();
    expect(clock.at).toBe(200_000);
  });

  test('When a host asked for a pause, then everybody waits for its end; when it is too long, then the run is over', async () => {
    const clock = fakeClock();
    const quietUntil: number[] = [];
    const gate = { pass: async () => {}, quiet: (until: number) => quietUntil.push(until) };
    const rhythm = makeRhythm({ ...defaultPolicy, requestsPerSecond: 'off' }, clock);
    const host = makeHost(rhythm, defaultPolicy, clock, () => {}, gate);
    const obey = (retryAfter: string) => host.obey({ status: 503, retryAfter, date: undefined });
    obey('5');
    obey('1');
    await Promise.all([host.admit(), host.admit()]);
    expect(clock.at).toBeGreaterThanOrEqual(5000);
    obey('901');
    await expect(host.admit()).rejects.toMatchObject({ exit: 6, code: 'deferred' });
    expect(quietUntil).toEqual([5_000, 1_000, clock.at + 901_000].map(ms => clock.now() - clock.at + ms));
  });
});

describe('retries', () => {
  test('When the service is broken, then the budget ends the retries long before the attempts would', async () => {
    const retries = makeRetries(defaultPolicy, fakeClock());
    let attempts = 0;
    for (let call = 0; call < 100; call++)
      await retries.run(async () => {
        attempts += 1;
        return { again: 'yes' as const };
      });
    expect(attempts).toBeLessThan(100 + 10 + 100 * 0.2);
  });
});

describe('the token cache', () => {
  test('When five callers need a token at once, then one request is made; when it is refused, then none follows', async () => {
    const clock = fakeClock();
    let asked = 0;
    const issue = async () => {
      asked += 1;
      if (asked === 2) throw new Error('refused');
      return { token: new Secret('t'), sentAt: clock.at, lifetimeMs: 60_000 };
    };
    const tokens = makeTokenCache(issue, defaultPolicy, clock);
    const five = await Promise.all(Array.from({ length: 5 }, () => tokens.current()));
    expect([asked, new Set(five).size]).toEqual([1, 1]);
    clock.at = 53_000;
    expect(await tokens.current()).toBe(five[0]);
    clock.at = 54_001;
    await Promise.allSettled(Array.from({ length: 5 }, () => tokens.current()));
    await expect(tokens.current()).rejects.toThrow('refused');
    expect(asked).toBe(2);
  });
});

describe('the wire', () => {
  const row = {
    Id: 0,
    Name: 'N',
    OrganisationId: 'A0000000-0000-4000-8000-000000000001',
    DfeCode: null,
    DeniNumber: null,
    Authorised: 1,
  };
  test.each<[string, unknown, string]>([
    ['a row', [row], 'read'],
    ['null everywhere but the id', [{ OrganisationId: row.OrganisationId }], 'read'],
    ['unknown members', [{ ...row, More: {} }], 'read'],
    ['a null id', [{ ...row, OrganisationId: null }], 'gaps'],
    ['an id that is no GUID', [{ ...row, OrganisationId: '17' }], 'gaps'],
    ['Authorised as text', [{ ...row, Authorised: '1' }], 'refused'],
    ['Authorised as a fraction', [{ ...row, Authorised: 0.5 }], 'refused'],
    ['a number for a name', [{ ...row, Name: 5 }], 'refused'],
    ['a null row', [null], 'refused'],
    ['an object', { row }, 'refused'],
  ])('When a list holds %s, then it is %s', (_what, value, expected) => {
    const found = readSites(value);
    expect(found === null ? 'refused' : found.gaps ? 'gaps' : 'read').toBe(expected);
  });

  test('When clients are read, then only id and secret are taken, and the API key is left behind', () => {
    const found = readClients([
      { ClientId: 'a', Secret: 's', OCPAIMKey: 'k', Description: 5 },
      { ClientId: 'b', Secret: '' },
      { ClientId: '', Secret: 'x' },
    ]);
    expect(found).toMatchObject({ gaps: true, rows: [{ client: 'a' }, { client: 'b', secret: null }] });
    expect(Object.keys(found?.rows[0] ?? {})).toEqual(['client', 'secret']);
    expect(readClients([{ ClientId: 7, Secret: 's' }])).toBeNull();
  });

  test('When half a character stands in a secret or an id, then the one is unreadable and the other a gap: no bytes could keep them', () => {
    const whole = '\u{1f511}\ufffd';
    const found = readClients([
      { ClientId: 'a', Secret: 'abc\ud800def' },
      { ClientId: whole, Secret: whole },
    ]);
    expect(found).toMatchObject({ gaps: false, rows: [{ client: 'a', secret: null }, { client: whole }] });
    expect(found?.rows[1]?.secret?.reveal()).toBe(whole);
    expect(readClients([{ ClientId: 'half\udc00', Secret: 's' }])).toEqual({ kind: 'read', gaps: true, rows: [] });
  });
});
