import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../agent/vault/store.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { type Asked, empty, html, json, type Reply, secretOf, sites } from '../support/agent/stub-service.js';

type Finding = { about: string; state: string; says: string };

/** What the doctor finds, as `state about` and what it says. */
async function findings(box: Sandbox, ...flags: readonly string[]) {
  const { exit, out } = await box.run('doctor', '--json', ...flags);
  const found: readonly Finding[] = JSON.parse(out);
  const says = (about: string) =>
    found
      .filter(each => each.about === about)
      .map(each => each.says)
      .join('\n');
  return { exit, states: found.map(({ state, about }) => `${state} ${about}`), says };
}

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

/** Takes the vendor's secret in one way only. */
const takesOnly =
  (style: 'raw' | 'post', secret: string) =>
  ({ kind, authorization, body }: Asked): Reply | undefined => {
    const isTaken = style === 'raw' ? authorization === basic('vmc-1', secret) : body.includes('client_secret=');
    return kind === 'token' && !isTaken ? json({ error: 'invalid_client' }, 400) : undefined;
  };

describe('the doctor', () => {
  test('When all is well, then every line says so, with one token and one list, and the vault stays as it was', async () => {
    const box = await Sandbox.open(sites(3));
    await box.sync();
    const before = await box.everythingOnDisk();
    const asked = box.stub.asked.length;
    const { exit, out, err } = await box.run('doctor');
    expect([exit, err]).toEqual([0, '']);
    // The sandbox switches three guards off, which is worth a warning.
    expect(out.split('\n').map(line => line.slice(0, 20).trim().replace(/ +/, ' '))).toEqual([
      'ok configuration',
      'warn policy',
      'warn policy',
      'warn policy',
      'ok key',
      'ok vault',
      'ok token',
      'ok clock',
      'ok list',
      '',
    ]);
    expect(out).toContain('3 sites, 3 authorised');
    expect(out).toContain('dailyBudget guards nothing. Take it out of SIMS_AGENT_POLICY');
    expect(box.stub.asked.slice(asked).map(({ kind }) => kind)).toEqual(['token', 'list']);
    expect(await box.everythingOnDisk()).toEqual(before);
  });

  test('When nothing was ever synced, then a missing vault and key are no illness', async () => {
    const box = await Sandbox.open(sites(1));
    const { exit, says } = await findings(box);
    expect(exit).toBe(0);
    expect(says('vault')).toContain('The first sync makes it, and a key if there is none.');
  });

  test('When the configuration is wrong, then that is all, and nothing is sent', async () => {
    const box = await Sandbox.open(sites(1));
    box.env['SIMS_APPLICATION_ID'] = '17';
    const { exit, states, says } = await findings(box);
    expect([exit, states, box.stub.asked.length]).toEqual([78, ['bad configuration'], 0]);
    expect(says('configuration')).toContain('App Management');
  });

  test.each<[string, (asked: Asked) => Reply | undefined, number, string, RegExp]>([
    ['down', ({ kind }) => (kind === 'token' ? html(503) : undefined), 6, 'token', /is down or busy/],
    [
      'refuses the client',
      ({ kind }) => (kind === 'token' ? json({ error: 'invalid_client' }, 400) : undefined),
      5,
      'token',
      /SIMS_CLIENT_SECRET/,
    ],
    [
      'refuses the scope',
      ({ kind }) => (kind === 'token' ? json({ error: 'invalid_scope' }, 400) : undefined),
      5,
      'token',
      /Check SIMS_SCOPE/,
    ],
    [
      'refuses the application',
      ({ kind }) => (kind === 'list' ? empty(403) : undefined),
      5,
      'list',
      /Check SIMS_APPLICATION_ID/,
    ],
    [
      'knows no such application',
      ({ kind }) => (kind === 'list' ? empty(404) : undefined),
      6,
      'list',
      /SIMS_APPLICATION_ID/,
    ],
  ])(
    'When the service %s, then one attempt tells, and the line says what to check',
    async (_what, answer, exit, about, words) => {
      const box = await Sandbox.open(sites(1));
      box.stub.answer = answer;
      const found = await findings(box);
      expect(found.exit).toBe(exit);
      expect(found.states).toContain(`bad ${about}`);
      expect(found.says(about)).toMatch(words);
      expect(box.stub.count('token')).toBe(1);
    },
  );

  test('When nobody listens, then the line names the address and the variable', async () => {
    const box = await Sandbox.open(sites(1));
    const { exit, says } = await findings(box, '--token-url', 'http://127.0.0.1:1/connect/token');
    expect(exit).toBe(6);
    expect(says('token')).toContain('Nothing listens at http://127.0.0.1:1/connect/token. Check SIMS_TOKEN_URL');
  });

  test('When nobody listens and every style is to be tried, then none is called refused', async () => {
    const box = await Sandbox.open(sites(1));
    const { states, says } = await findings(box, '--try-styles', '--token-url', 'http://127.0.0.1:1/connect/token');
    expect(says('style')).toContain('could not be tried. ');
    expect(says('style')).toContain('Nothing listens');
    expect(says('style')).not.toContain('is not taken');
    expect(states.filter(state => state === 'warn style')).toHaveLength(2);
  });

  test('When this clock is off by minutes, then it says by how much and which way', async () => {
    const box = await Sandbox.open(sites(1));
    const inTenMinutes = new Date(Date.now() + 600_000).toUTCString();
    box.stub.answer = ({ kind }) =>
      kind === 'list'
        ? { ...json([]), headers: { 'content-type': 'application/json', date: inTenMinutes } }
        : undefined;
    const { exit, states, says } = await findings(box);
    expect([exit, states.includes('warn clock')]).toEqual([0, true]);
    expect(says('clock')).toMatch(/^This machine is (599|600|601) seconds behind the service\. Set its clock/);
  });

  test('When the vault is open to others, or its key is another, then it ends 12 and still looks at the service', async () => {
    const box = await Sandbox.open(sites(1));
    await box.sync();
    await chmod(box.vault, 0o755);
    const open = await findings(box);
    expect(open.exit).toBe(12);
    expect(open.says('vault')).toContain(`chmod go-rwx '${box.vault}'`);
    expect(open.states).toContain('ok list');
    await chmod(box.vault, 0o700);
    const key = join(box.folder, 'another');
    await writeFile(key, Buffer.alloc(32, 9).toString('base64'), { mode: 0o600 });
    expect((await findings(box, '--key', `file:${key}`)).exit).toBe(12);
  });

  test('When the vault was filled from another application, then it says so before a sync does', async () => {
    const box = await Sandbox.open(sites(1));
    await box.sync();
    const { exit, says } = await findings(box, '--application-id', 'a0000000-0000-4000-8000-000000000099');
    expect(exit).toBe(78);
    expect(says('vault')).toContain('filled from another application (0f0e0d0c-');
  });

  test('When the service asked to be left alone, then the doctor waits like everybody', async () => {
    const box = await Sandbox.open(sites(1));
    await box.sync();
    const path = join(box.vault, 'standing.json');
    const kept = JSON.parse(await readFile(path, 'utf8'));
    kept.standing.pausedUntil = Date.now() + 3_600_000;
    await writeFile(path, JSON.stringify(kept));
    const asked = box.stub.asked.length;
    const { exit, says } = await findings(box);
    expect([exit, box.stub.asked.length]).toEqual([6, asked]);
    expect(says('token')).toContain('left alone until');
  });
});

describe('a pause that the doctor is told of', () => {
  const away = ({ kind }: Asked): Reply | undefined =>
    kind === 'token' ? { ...empty(503), headers: { 'retry-after': '3600' } } : undefined;

  test.each([[true], [false]])(
    'When the token server asks for it, then no other style is tried, and nobody asks before its end (vault there: %s)',
    async isThere => {
      const box = await Sandbox.open(sites(1));
      if (isThere) await box.sync();
      const asked = box.stub.asked.length;
      box.stub.answer = away;
      const { exit, states, says } = await findings(box, '--try-styles');
      expect([exit, states.filter(each => each.endsWith('vault'))]).toEqual([6, ['ok vault']]);
      expect(says('style').match(/could not be tried\. The service asked to be left alone until/g)).toHaveLength(2);
      expect(box.stub.asked).toHaveLength(asked + 1);
      box.stub.answer = () => undefined;
      for (const command of [['doctor'], ['sync'], ['sync', '--ignore-backoff']])
        expect([command, (await box.run(...command)).exit]).toEqual([command, 6]);
      expect(box.stub.asked).toHaveLength(asked + 1);
    },
  );

  test('When another agent has the vault meanwhile, then the doctor says that it could not note it, and until when to wait', async () => {
    const box = await Sandbox.open(sites(1));
    await box.sync();
    const store = await openStore(box.vault);
    const tenure = await store.take('another');
    box.stub.answer = away;
    const { exit, states, says } = await findings(box);
    await tenure.release();
    expect([exit, states.at(-1)]).toEqual([6, 'warn vault']);
    expect(says('vault')).toMatch(/could not be noted\. Run no sync before 20\d\d-\S+Z\. /);
  });

  test('When a bench keeps no pauses between runs, then neither does the doctor', async () => {
    const box = await Sandbox.open(sites(1), { pausesAcrossRuns: 'off' });
    await box.sync();
    box.stub.answer = away;
    expect((await findings(box)).exit).toBe(6);
    box.stub.answer = () => undefined;
    expect((await findings(box)).exit).toBe(0);
  });
});

describe('the ways to show the secret', () => {
  // No school's: this process would never again let one be written that it once knew as the vendor's.
  const secret = secretOf(999);

  test('When the client is refused and nobody asked to try, then the secret is shown once, and the way to try is told', async () => {
    const box = await Sandbox.open(sites(1));
    box.env['SIMS_CLIENT_SECRET'] = secret;
    box.stub.answer = takesOnly('post', secret);
    const { exit, says } = await findings(box);
    expect([exit, box.stub.count('token')]).toEqual([5, 1]);
    expect(says('style')).toContain('sims-agent doctor --try-styles');
  });

  test.each(['raw', 'post'] as const)(
    'When only %s is taken and trying was asked for, then it is named, after one try each',
    async style => {
      const box = await Sandbox.open(sites(1));
      box.env['SIMS_CLIENT_SECRET'] = secret;
      box.stub.answer = takesOnly(style, secret);
      const { exit, says } = await findings(box, '--try-styles');
      expect([exit, box.stub.count('token'), box.stub.count('list')]).toEqual([5, 3, 0]);
      expect(says('style')).toContain(`${style} is taken. Set SIMS_AUTH_STYLE=${style}.`);
      expect(says('style').match(/is not taken/g)).toHaveLength(1);
      const mended = await findings(box, '--auth-style', style);
      expect(mended.exit).toBe(0);
    },
  );

  test('When the doctor has spoken, then no secret was said', async () => {
    const box = await Sandbox.open(sites(1));
    box.env['SIMS_CLIENT_SECRET'] = secret;
    box.stub.answer = takesOnly('post', secret);
    const { out, err } = await box.run('doctor', '--try-styles');
    for (const hidden of [secret, encodeURIComponent(secret), ...box.stub.tokens])
      expect(out + err).not.toContain(hidden);
  });
});
