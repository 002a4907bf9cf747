// The program as an operator runs it, through good days, refusals and crashes, with a home and a folder for temporary files of its
// own: no secret is anywhere but in the key's own file (S7).
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findLeaks, type Place } from '../../contract/secrecy/find.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { type Asked, cut, guid, html, json, type Reply, secretOf, site } from '../support/agent/stub-service.js';
import { type Ended, start } from '../support/command.js';

const bin = fileURLToPath(new URL('../../dist/sims-agent.js', import.meta.url));

/** Secrets long and odd enough that nothing looks like one by chance, in three versions. */
const secretIn = (n: number, version: number): string => `${secretOf(n, version)}&<"\\é${n * 7919}${version}-Kq7x`;
const world = (version: number) =>
  [1, 2, 3, 4, 5].map(n => site(n, { clients: [{ id: `client-${n}`, secret: secretIn(n, version) }] }));

async function filesBelow(folder: string): Promise<Place[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async path => ({ name: path, bytes: await readFile(path) })));
}

/** Echoes back whatever it was sent, as a careless service might. */
const echo = ({ authorization = '', body }: Asked): Reply =>
  json({ error: 'invalid_client', authorization, body }, 400);

test('When the agent has good days, refusals and crashes, then no secret is in what it said or left behind', {
  timeout: 120_000,
}, async () => {
  const box = await Sandbox.open(world(1));
  const [home, temp] = [join(box.folder, 'home'), join(box.folder, 'temp')];
  for (const folder of [home, temp]) await mkdir(folder);
  const seen: Place[] = [];
  const base = { ...box.env, HOME: home, TMPDIR: temp };
  const run = async (
    argv: readonly string[],
    more: Record<string, string> = {},
    kill?: Promise<unknown>,
  ): Promise<Ended> => {
    const running = start([process.execPath, bin, ...argv], { env: { ...base, ...more }, cwd: temp });
    void kill?.then(() => running.send('SIGKILL'));
    const ended = await running.ended;
    for (const stream of ['stdout', 'stderr'] as const)
      seen.push({ name: `${stream} of ${argv.join(' ')}`, bytes: Buffer.from(ended[stream]) });
    return ended;
  };
  const expectExit = async (exit: number, ...argv: readonly string[]) => {
    const ended = await run(argv);
    expect([argv, ended.exit, ended.stderr]).toEqual([argv, exit, expect.anything()]);
  };

  await expectExit(0, 'sync');
  box.stub.sites = world(2);
  await expectExit(2, 'plan', '--json');
  await expectExit(0, 'sync', '--json');
  for (const argv of [
    ['status'],
    ['list'],
    ['list', '--json'],
    ['list', '--dump'],
    ['get', guid(1)],
    ['verify'],
    ['sync', '--print-config'],
  ])
    await expectExit(0, ...argv);

  const bad: readonly (readonly [number, (asked: Asked) => Reply | undefined])[] = [
    [5, asked => (asked.kind === 'token' ? echo(asked) : undefined)],
    [6, asked => (asked.kind === 'token' ? html(503) : undefined)],
    [6, asked => (asked.kind === 'list' ? html(200) : undefined)],
    [6, asked => (asked.kind === 'list' ? cut(JSON.stringify([asked.authorization])) : undefined)],
    [6, asked => (asked.kind === 'clients' ? echo(asked) : undefined)],
    [
      3,
      asked =>
        asked.organisation === guid(2)
          ? { status: 302, headers: { location: `https://elsewhere.example/?${asked.authorization}` } }
          : undefined,
    ],
  ];
  for (const [exit, answer] of bad) {
    box.stub.answer = answer;
    await expectExit(exit, 'sync', '--ignore-backoff');
  }

  box.stub.sites = world(3);
  for (const at of ['token', 'list', 'clients'] as const) {
    const reached = new Promise<void>(resolve => {
      box.stub.answer = asked => {
        if (asked.kind === at) resolve();
        return asked.kind === at ? { raw: () => {} } : undefined;
      };
    });
    expect((await run(['sync', '--ignore-backoff'], {}, reached)).signal).toBe('SIGKILL');
  }
  box.stub.answer = () => undefined;
  expect((await run(['sync', '--ignore-backoff'])).exit).toBe(0);

  // A key program that writes down all it was given, and says the key where it should not.
  const key = Buffer.from(Array.from({ length: 32 }, (_, at) => (at * 37 + 11) % 256));
  const script = join(box.folder, 'kms.mjs');
  await writeFile(
    script,
    `import { writeFileSync } from 'node:fs';
     writeFileSync(process.env.TMPDIR + '/given.json', JSON.stringify([process.argv, process.env]));
     const key = Buffer.from(Array.from({ length: 32 }, (_, at) => (at * 37 + 11) % 256)).toString('hex');
     console.error(key); console.log(key);`,
  );
  const source = `exec:${process.execPath} ${script}`;
  expect((await run(['key', 'rotate', '--new-key', source])).exit).toBe(0);
  base['SIMS_AGENT_KEY' as keyof typeof base] = source;
  for (const argv of [['sync'], ['status', '--json'], ['audit', 'verify']]) expect((await run(argv)).exit).toBe(0);

  const old = await readFile(join(box.folder, 'config', 'sims-agent', 'key'), 'utf8');
  const canaries = [
    { name: 'the first key', value: Buffer.from(old, 'base64') },
    { name: 'the second key', value: key },
    ...[1, 2, 3].flatMap(version =>
      [1, 2, 3, 4, 5].map(n => ({ name: `secret ${n} of version ${version}`, value: secretIn(n, version) })),
    ),
    ...box.stub.tokens.map(value => ({ name: 'a token', value })),
  ];
  const places = [
    ...seen,
    ...(await filesBelow(home)),
    ...(await filesBelow(temp)),
    ...(await filesBelow(join(box.folder, 'state'))),
  ];
  expect(places.map(({ name }) => name)).toContain(join(temp, 'given.json'));
  expect(await box.leaks(places)).toEqual([]);
  expect(findLeaks(canaries, places)).toEqual([]);
  // The net is whole: what was asked for is found.
  const { stdout } = await start([process.execPath, bin, 'get', guid(1), '--reveal'], { env: base }).ended;
  expect(findLeaks(canaries, [{ name: 'get', bytes: Buffer.from(stdout) }])).toContain(
    'secret 1 of version 3 as raw in get',
  );
});
