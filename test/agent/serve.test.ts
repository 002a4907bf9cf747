// The read service as a program of another language meets it: over a port with a bearer, or over a socket.
import { once } from 'node:events';
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { Sandbox } from '../support/agent/sandbox.js';
import { Serving } from '../support/agent/serving.js';
import { guid, html, secretOf, site, sites } from '../support/agent/stub-service.js';
import { until } from '../support/command.js';

const organisation = (n: number, query = ''): string => `/v1/organisations/${guid(n)}${query}`;

let box: Sandbox;
beforeEach(async () => {
  box = await Sandbox.open([
    ...sites(3),
    site(4, { authorised: 0 }),
    site(5, { clients: [] }),
    site(6, { authorised: 2 }),
  ]);
  await box.sync();
});

describe('over a port', () => {
  test('When a caller shows the bearer, then it gets the clients of a school with their secrets, from whatever spelling', async () => {
    const serving = await Serving.start(box, '--port', '0');
    const { status, headers, body } = await serving.ask(`/v1/organisations/${guid(1).toUpperCase()}`);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'application/json; charset=utf-8',
      'no-store',
    ]);
    expect(Object.keys(headers).filter(name => /^(access-control|server|x-powered)/.test(name))).toEqual([]);
    expect(JSON.parse(body)).toEqual({
      organisationId: guid(1).toUpperCase(),
      generation: 1,
      evidenceAt: expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      clients: [{ clientId: `sas-oneroster-${guid(1)}`, clientSecret: secretOf(1), carried: null }],
    });
    const { exit, stderr } = await serving.stop();
    expect([exit, stderr]).toEqual([143, expect.stringContaining('Interrupted; nothing was changed.')]);
  });

  test('When a school is not served, then 404 says which of the reasons it is, and the metrics count them', async () => {
    box.stub.sites.splice(1, 1);
    await box.sync();
    const serving = await Serving.start(box, '--port', '0');
    for (const [n, reason, words] of [
      [9, 'unknown', /unknown organisation/],
      [5, 'pending', /pending \(no-client\)/],
      [4, 'pending', /pending \(awaiting\)/],
      [6, 'pending', /pending \(disabled\)/],
      [2, 'tombstone', /tombstone \(gone\) since 20/],
    ] as const) {
      const { status, body } = await serving.ask(organisation(n));
      expect([status, JSON.parse(body)]).toEqual([
        404,
        { error: 'not_served', reason, generation: 2, message: expect.stringMatching(words) },
      ]);
    }
    await serving.ask(organisation(1));
    for (const [result, n] of Object.entries({ served: 1, unknown: 1, pending: 3, tombstone: 1 }))
      expect([result, await serving.metric(`reads_total{result="${result}"}`)]).toEqual([result, n]);
  });

  test('When a served school lost its consent, then 404 says suspended', async () => {
    box.stub.sites = box.stub.sites.map((each, at) => (at === 0 ? { ...each, authorised: 0 } : each));
    await box.sync();
    const serving = await Serving.start(box, '--port', '0');
    expect(await serving.read(organisation(1))).toMatchObject({ error: 'not_served', reason: 'suspended' });
  });

  test('When the list is asked for, then every school is in it with its state, and no secret', async () => {
    const serving = await Serving.start(box, '--port', '0');
    const { body } = await serving.ask('/v1/organisations');
    const { generation, organisations } = JSON.parse(body);
    expect([generation, organisations.length]).toEqual([1, 6]);
    expect(organisations[0]).toEqual({
      organisationId: guid(1).toUpperCase(),
      name: 'School 1',
      dfeCode: '8231234',
      deniNumber: null,
      state: 'active',
      reason: 'linked',
      since: expect.stringMatching(/^20/),
      evidenceAt: expect.stringMatching(/^20/),
      carried: null,
      clientIds: [`sas-oneroster-${guid(1)}`],
    });
    expect(await box.leaks([{ name: 'the list', bytes: Buffer.from(body) }])).toEqual([]);
  });

  test('When a school could not be read again, then it is served as before, and says that it is stale and since when', async () => {
    box.stub.answer = ({ kind, organisation: asked }) =>
      kind === 'clients' && asked === guid(1) ? html(503) : undefined;
    expect((await box.sync()).exit).toBe(3);
    const serving = await Serving.start(box, '--port', '0');
    const { clients, evidenceAt } = await serving.read(organisation(1));
    expect(clients).toMatchObject([
      { clientSecret: secretOf(1), carried: { why: 'stale', since: expect.stringMatching(/^20/) } },
    ]);
    expect(Date.parse(evidenceAt)).toBeLessThanOrEqual(Date.parse(clients[0].carried.since) + 1000);
  });

  test('When a secret changed, then the former one is given only to whom asks for it', async () => {
    const [first] = box.stub.sites;
    for (const client of first?.clients ?? []) client.secret = secretOf(1, 2);
    await box.sync();
    const serving = await Serving.start(box, '--port', '0');
    expect((await serving.ask(organisation(1))).body).not.toContain(secretOf(1, 1));
    expect((await serving.read(organisation(1, '?previous=1'))).clients).toMatchObject([
      { clientSecret: secretOf(1, 2), previousSecret: secretOf(1, 1) },
    ]);
    expect((await serving.read(organisation(3, '?previous=1'))).clients[0].previousSecret).toBeNull();
  });

  test('When a request is not what a program of ours sends, then it is refused and told nothing', async () => {
    const serving = await Serving.start(box, '--port', '0');
    const good = { authorization: `Bearer ${serving.bearer}` };
    const other = Buffer.alloc(32, 7).toString('base64');
    for (const [what, status, error, path, question] of [
      ['no bearer', 401, 'unauthorized', organisation(1), { headers: {} }],
      ['another bearer', 401, 'unauthorized', organisation(1), { headers: { authorization: `Bearer ${other}` } }],
      [
        'half a bearer',
        401,
        'unauthorized',
        organisation(1),
        { headers: { authorization: good.authorization.slice(0, 30) } },
      ],
      [
        'the bearer as Basic',
        401,
        'unauthorized',
        organisation(1),
        { headers: { authorization: `Basic ${serving.bearer}` } },
      ],
      ['the bearer in the address', 401, 'unauthorized', organisation(1, '?access_token=x'), { headers: {} }],
      ['no bearer, for the list', 401, 'unauthorized', '/v1/organisations', { headers: {} }],
      ['no bearer, for nothing', 401, 'unauthorized', '/', { headers: {} }],
      ['a foreign Host', 403, 'foreign_host', organisation(1), { headers: { ...good, host: 'rebound.example:80' } }],
      [
        'a Host that begins well',
        403,
        'foreign_host',
        organisation(1),
        { headers: { ...good, host: 'localhost.example' } },
      ],
      ['an Origin', 403, 'foreign_origin', organisation(1), { headers: { ...good, origin: 'https://page.example' } }],
      ['an Origin, for metrics', 403, 'foreign_origin', '/metrics', { headers: { origin: 'null' } }],
      ['POST', 405, 'method_not_allowed', organisation(1), { method: 'POST', headers: good }],
      ['OPTIONS', 405, 'method_not_allowed', organisation(1), { method: 'OPTIONS', headers: good }],
      ['another path', 404, 'no_such_path', '/v2/organisations', { headers: good }],
      ['a path below', 404, 'no_such_path', organisation(1, '/secret'), { headers: good }],
      ['an address that is none', 404, 'no_such_path', '//%zz', { headers: good }],
    ] as const) {
      const { status: got, headers, body } = await serving.ask(path, question);
      expect([what, got, JSON.parse(body).error]).toEqual([what, status, error]);
      expect([headers['cache-control'], headers['access-control-allow-origin']]).toEqual(['no-store', undefined]);
      if (status === 401) expect(headers['www-authenticate']).toBe('Bearer');
    }
    expect(await serving.metric('reads_total{result="unauthorized"}')).toBe(7);
    expect(await serving.metric('reads_total{result="served"}')).toBe(0);
  });

  test('When the bearer is written in hex, or without its padding, then it is the same bearer', async () => {
    const serving = await Serving.start(box, '--port', '0');
    for (const encoding of ['hex', 'base64url'] as const) {
      const shown = Buffer.from(serving.bearer ?? '', 'base64').toString(encoding);
      expect((await serving.ask(organisation(1), { headers: { authorization: `bearer ${shown}` } })).status).toBe(200);
    }
  });

  test('When there was no bearer yet, then one is made for its owner only, said so once, and kept', async () => {
    const first = await Serving.start(box, '--port', '0');
    const path = Serving.bearerFile(box);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(first.running.stderr()).toContain(`A new bearer was made: ${path} (owner-only).`);
    await first.stop();
    const second = await Serving.start(box, '--port', '0', '--bearer', `file:${path}`);
    expect([second.bearer, second.running.stderr().includes('was made')]).toEqual([first.bearer, false]);
    expect((await second.ask(organisation(1))).status).toBe(200);
  });

  test('When it answered good and bad requests, then no secret and no bearer is in what it said or in its metrics', async () => {
    const serving = await Serving.start(box, '--port', '0');
    for (const path of [organisation(1), organisation(1, '?previous=1'), organisation(9), '/v1/organisations'])
      await serving.ask(path);
    await serving.ask(organisation(1), { headers: { authorization: `Bearer ${serving.bearer}x` } });
    const pages = await Promise.all(['/metrics', '/readyz', '/livez'].map(path => serving.ask(path, { headers: {} })));
    const { stdout, stderr } = await serving.stop();
    const said = [stdout, stderr, ...pages.map(({ body }) => body)].join('\n');
    expect(await box.leaks([{ name: 'what was said', bytes: Buffer.from(said) }])).toEqual([]);
    expect(said).not.toContain(serving.bearer);
    for (const [at, { body }] of pages.entries())
      for (const n of [1, 2, 3]) expect([at, body.includes(guid(n))]).toEqual([at, false]);
  });
});

describe('its settings', () => {
  const refuses = async (exit: number, words: RegExp, ...argv: readonly string[]) => {
    const ran = await box.run('serve', ...argv);
    expect([argv, ran.exit, ran.err]).toEqual([argv, exit, expect.stringMatching(words)]);
  };

  test('When they are missing, contradictory or unsafe, then it ends before it listens and says what to set', async () => {
    await refuses(78, /give --socket <path>, or --port <number>/);
    await refuses(78, /one place/, '--port', '0', '--socket', join(box.folder, 'run', 's'));
    await refuses(78, /SIMS_AGENT_PORT \(--port\) must be a port/, '--port', '70000');
    await refuses(
      78,
      /SIMS_AGENT_BEARER must be file:/,
      '--port',
      '0',
      '--bearer',
      Buffer.alloc(32, 9).toString('base64'),
    );
    const key = join(box.folder, 'config', 'sims-agent', 'key');
    await refuses(78, /is the key of the vault/, '--port', '0', '--bearer', `file:${key}`);
    await refuses(64, /has no|no option/, '--token', 'x');
    box.env['NODE_DEBUG'] = 'http';
    await refuses(78, /NODE_DEBUG/, '--port', '0');
  });

  test('When the port cannot be had, then it ends 78 and names the flag', async () => {
    await refuses(78, /EADDRINUSE\)\. Choose another --port/, '--port', new URL(box.stub.url).port);
  });

  test('When the bearer is open to others, then it ends 12 and says how to mend it', async () => {
    const path = join(box.folder, 'bearer');
    await writeFile(path, Buffer.alloc(32, 9).toString('base64'), { mode: 0o644 });
    await refuses(12, /open to others \(mode 0644\). Run: chmod go-rwx/, '--port', '0', '--bearer', `file:${path}`);
  });

  test('When the bearer is there, then nothing is written beside it: its folder may be read-only', async () => {
    // A name as long as a name may be: no draft of it can be made.
    const path = join(box.folder, 'b'.repeat(255));
    await writeFile(path, Buffer.alloc(32, 9).toString('base64'), { mode: 0o600 });
    const serving = await Serving.start(box, '--port', '0', '--bearer', `file:${path}`);
    expect(serving.running.stderr()).not.toContain('was made');
    await refuses(
      12,
      /could not be made at .* \(ENAMETOOLONG\)/,
      '--port',
      '0',
      '--bearer',
      `file:${path.slice(0, -1)}`,
    );
  });

  test('When they are printed, then a bearer that came by a program shows its program only', async () => {
    const { out } = await box.run('serve', '--print-config', '--port', '1', '--bearer', 'exec:vault-cli read hunter2');
    expect(JSON.parse(out)).toMatchObject({ port: '1', bearer: 'exec:vault-cli' });
    expect(out).not.toContain('hunter2');
  });
});

describe.skipIf(process.platform === 'win32')('over a socket', () => {
  const path = (): string => join(box.folder, 'run', 'agent.sock');

  test('When it is alone in its folder, then it is for the owner only, needs no bearer, and is gone after a signal', async () => {
    const serving = await Serving.start(box, '--socket', path());
    expect(serving.ready).toEqual({ url: null, socket: path(), generation: 1 });
    expect([(await stat(path())).mode & 0o777, (await stat(join(box.folder, 'run'))).mode & 0o777]).toEqual([
      0o600, 0o700,
    ]);
    expect(serving.bearer).toBeNull();
    expect((await serving.read(organisation(1))).clients[0].clientSecret).toBe(secretOf(1));
    expect((await serving.stop('SIGINT')).exit).toBe(130);
    await expect(stat(path())).rejects.toThrow('ENOENT');
  });

  test('When a client names any Host, as each does its own way over a socket, then it is answered; a page is not', async () => {
    const serving = await Serving.start(box, '--socket', path());
    const asked = (headers: Readonly<Record<string, string>>) => serving.ask(organisation(1), { headers });
    for (const host of ['sims', 'unix:8080', 'd']) expect((await asked({ host })).status).toBe(200);
    expect((await asked({ host: 'd', origin: 'https://page.example' })).status).toBe(403);
  });

  test('When a bearer is set, then the socket asks for it as well', async () => {
    box.env['SIMS_AGENT_BEARER'] = `file:${Serving.bearerFile(box)}`;
    const serving = await Serving.start(box, '--socket', path());
    expect((await serving.ask(organisation(1), { headers: {} })).status).toBe(401);
    expect((await serving.ask(organisation(1))).status).toBe(200);
  });

  test('When a killed server left its socket, then it is replaced; when one lives there, then it is left alone', async () => {
    const killed = await Serving.start(box, '--socket', path());
    await killed.stop('SIGKILL');
    expect((await stat(path())).isSocket()).toBe(true);
    const living = await Serving.start(box, '--socket', path());
    const second = await Serving.begin(box, '--socket', path()).ended;
    expect([second.exit, second.stderr]).toEqual([78, expect.stringContaining('another program serves there')]);
    expect((await living.ask(organisation(1))).status).toBe(200);
  });

  test('When somebody who takes no connection holds it, as a stopped process does, then it is left alone', async () => {
    await mkdir(join(box.folder, 'run'), { mode: 0o700 });
    const holder = createServer(socket => socket.destroy()).listen(path());
    await once(holder, 'listening');
    expect((await box.run('serve', '--socket', path())).exit).toBe(78);
    holder.close();
  });

  test.each<[string, number, RegExp, () => Promise<string>]>([
    [
      'a file is in the way',
      78,
      /something else is there/,
      async () => {
        await mkdir(join(box.folder, 'run'), { mode: 0o700 });
        await writeFile(path(), 'somebody’s');
        return path();
      },
    ],
    [
      'the folder is open to others',
      12,
      /open to others \(mode 0755\)/,
      async () => {
        await mkdir(join(box.folder, 'run'));
        await chmod(join(box.folder, 'run'), 0o755);
        return path();
      },
    ],
    [
      'the folder is a link to another',
      12,
      /open to others/,
      async () => {
        await symlink(box.folder, join(box.folder, 'run'));
        return path();
      },
    ],
    ['the path is too long', 78, /longer than 103 bytes/, async () => join(box.folder, 'x'.repeat(100), 'agent.sock')],
  ])('When %s, then it ends without touching it', async (_what, exit, words, prepare) => {
    const at = await prepare();
    const ran = await box.run('serve', '--socket', at);
    expect([ran.exit, ran.err]).toEqual([exit, expect.stringMatching(words)]);
    if (exit === 78 && at === path()) expect(await readFile(at, 'utf8')).toBe('somebody’s');
  });
});

describe('while the vault changes', () => {
  test.skipIf(process.platform === 'win32')(
    'When its key is another and a program gives the old one, then that is not started for every look at it',
    async () => {
      const [key, program, starts] = ['old-key', 'kms', 'starts'].map(name => join(box.folder, name));
      await cp(join(box.folder, 'config', 'sims-agent', 'key'), `${key}`);
      await writeFile(`${program}`, `#!/bin/sh\necho >> '${starts}'\ncat '${key}'\n`, { mode: 0o700 });
      const serving = await Serving.start(box, '--port', '0', '--key', `exec:${program}`);
      await writeFile(`${starts}`, '');
      await box.run('key', 'rotate', '--new-key', `file:${join(box.folder, 'new-key')}`);
      for (let asked = 0; asked < 25; asked++) await until(async () => (await serving.ask('/readyz')).status === 503);
      expect((await readFile(`${starts}`, 'utf8')).length).toBeLessThan(10);
      expect((await serving.ask(organisation(1))).status).toBe(200);
    },
  );

  test('When a sync commits, then the next generation is taken over by itself', async () => {
    const serving = await Serving.start(box, '--port', '0');
    box.stub.sites.push(site(7));
    for (const client of box.stub.sites[0]?.clients ?? []) client.secret = secretOf(1, 2);
    await box.sync();
    await until(async () => (await serving.ask(organisation(7))).status === 200);
    expect(await serving.read(organisation(1))).toMatchObject({
      generation: 2,
      clients: [{ clientSecret: secretOf(1, 2) }],
    });
    expect(await serving.metric('generation')).toBe(2);
  });

  test('When the vault is damaged, then what was verified is served on, not ready says why, and a good one is taken again', async () => {
    const serving = await Serving.start(box, '--port', '0');
    const pointer = join(box.vault, 'current');
    const good = await readFile(pointer, 'utf8');
    await writeFile(pointer, good.replace('"generation":1', '"generation":2'));
    await until(() => serving.running.stderr().includes('cannot be trusted'));
    expect((await serving.ask('/readyz')).status).toBe(503);
    expect((await serving.ask('/readyz')).body).toContain('cannot be trusted');
    expect((await serving.read(organisation(1))).clients[0].clientSecret).toBe(secretOf(1));
    expect(serving.running.stderr()).toMatch(/What was read before is still served\.\n$/);
    await writeFile(pointer, good);
    await box.sync();
    await until(async () => (await serving.ask('/readyz')).status === 200);
    expect((await serving.read(organisation(1))).generation).toBe(2);
  });

  test('When the whole vault is put back to an earlier day, then the older generation is never served', async () => {
    const earlier = join(box.folder, 'earlier');
    await cp(box.vault, earlier, { recursive: true });
    for (const client of box.stub.sites[0]?.clients ?? []) client.secret = secretOf(1, 2);
    await box.sync();
    const serving = await Serving.start(box, '--port', '0');
    await rm(box.vault, { recursive: true });
    await cp(earlier, box.vault, { recursive: true });
    await until(() => serving.running.stderr().includes('its generation went back'));
    expect(await serving.read(organisation(1))).toMatchObject({
      generation: 2,
      clients: [{ clientSecret: secretOf(1, 2) }],
    });
  });

  test('When the vault is moved aside and synced anew, then the new one is taken; the old one put back is not', async () => {
    await box.sync();
    const serving = await Serving.start(box, '--port', '0');
    const aside = join(box.folder, 'aside');
    await rename(box.vault, aside);
    for (const client of box.stub.sites[0]?.clients ?? []) client.secret = secretOf(1, 2);
    await box.sync();
    const fresh = { generation: 1, clients: [{ clientSecret: secretOf(1, 2) }] };
    await until(async () => (await serving.read(organisation(1))).generation === 1);
    expect(await serving.read(organisation(1))).toMatchObject(fresh);
    expect((await serving.ask('/readyz')).status).toBe(200);
    await rm(box.vault, { recursive: true });
    await rename(aside, box.vault);
    await until(() => serving.running.stderr().includes('another vault stands in its place'));
    expect(await serving.read(organisation(1))).toMatchObject(fresh);
  });

  test('When there is a vault that cannot be trusted at the start, then it does not serve at all', async () => {
    const pointer = join(box.vault, 'current');
    await writeFile(pointer, (await readFile(pointer, 'utf8')).replace('"generation":1', '"generation":2'));
    expect((await box.run('serve', '--port', '0')).exit).toBe(12);
  });

  test('When nothing was ever synced, then it says so until something is', async () => {
    const fresh = await Sandbox.open(sites(1));
    const serving = await Serving.start(fresh, '--port', '0');
    expect(await serving.read(organisation(1))).toMatchObject({ error: 'no_generation' });
    expect((await serving.ask(organisation(1))).status).toBe(503);
    await fresh.sync();
    await until(async () => (await serving.ask(organisation(1))).status === 200);
  });
});
