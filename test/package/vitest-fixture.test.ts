import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Ended } from '../support/command.js';
import { installedIn, node, pack, ROOT } from './packed.js';

vi.setConfig({ testTimeout: 90_000 });

/** An integrator's tests, as they would write them: some hold, some do not. */
const TESTS = `import { harnessTest } from 'sims-id-harness/vitest';
import type { RunningHarness, Variables, WorldHandle } from 'sims-id-harness';
import { describe, expect } from 'vitest';

const ask = (variables: Variables, secret = variables.SIMS_CLIENT_SECRET) =>
  fetch(variables.SIMS_TOKEN_URL, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: variables.SIMS_CLIENT_ID,
      client_secret: secret,
      scope: variables.SIMS_SCOPE,
    }),
  });
const schools = (world: WorldHandle) => world.ready.organisationIds.length - 1;

let first: { harness: RunningHarness; id: string; tokenUrl: string };

harnessTest('changes its own world', async ({ world, harness }) => {
  first = { harness, id: world.id, tokenUrl: world.ready.tokenUrl };
  world.commit({ kind: 'site.removed', site: 'oakfield' });
  expect(schools(world)).toBe(2);
  expect((await ask(world.variables())).status).toBe(200);
  expect((await ask(world.variables(), 'refused-but-meant')).status).toBe(400);
});

harnessTest('sees nothing of another', async ({ world, harness }) => {
  expect(harness).toBe(first.harness);
  expect(world.id).not.toBe(first.id);
  expect(schools(world)).toBe(3);
  expect(world.journal.count()).toBe(0);
  expect((await fetch(first.tokenUrl, { method: 'POST' })).status).toBe(404);
});

harnessTest('has a clock that stands still', async ({ world }) => {
  const issuedAt = async (): Promise<number> => {
    const token: string = JSON.parse(await (await ask(world.variables())).text()).access_token;
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).nbf;
  };
  const before = await issuedAt();
  expect(await issuedAt()).toBe(before);
  world.advance('1h');
  expect(await issuedAt()).toBe(before + 3600);
});

describe('with a scenario', () => {
  harnessTest.override({ worldOptions: { scenario: 'school-removed' } });
  harnessTest('plays it', ({ world }) => {
    expect(world.ready).toMatchObject({ scenario: 'school-removed', world: 'three-schools' });
  });
});

const awkwardTest = harnessTest.extend({ worldOptions: { world: 'awkward' } });
awkwardTest('is extended', ({ world }) => {
  expect(world.ready.world).toBe('awkward');
});

describe.concurrent('at once', () => {
  for (const name of ['one', 'two', 'three'])
    harnessTest(name, async ({ world, expect }) => {
      expect((await ask(world.variables())).status).toBe(200);
      expect(world.journal.count()).toBe(1);
    });
});

harnessTest('FAILS with a wrong secret', async ({ world }) => {
  expect((await ask(world.variables(), world.ready.clientSecret + ' ')).status).toBe(200);
});

harnessTest('FAILS without asking', async ({ world }) => {
  expect(world.journal.count()).toBe(1);
});
`;

/** A worker-wide setting, and what the compiler must refuse. */
const OPTIONS_TESTS = `import { harnessTest } from 'sims-id-harness/vitest';
import { describe, expect } from 'vitest';

const seededTest = harnessTest.extend({ harnessOptions: [{ seed: 9, controlPort: 0 }, { scope: 'worker' }] });

seededTest('has a control port and a seed', async ({ harness, world }) => {
  expect(harness.ready.seed).toBe(9);
  expect((await fetch(harness.ready.controlUrl + '/api/health')).status).toBe(200);
  const told: Readonly<Record<string, string>> = world.variables();
  const url: string = world.variables().SIMS_TOKEN_URL;
  expect(told['SIMS_TOKEN_URL']).toBe(url);
  // @ts-expect-error there is no such variable
  expect(world.variables().SIMS_TOKEN_URI).toBe(undefined);
  // @ts-expect-error it is there only where something speaks TLS
  const caFile: string = world.variables().SIMS_CA_FILE;
  expect(caFile).toBe(undefined);
  // @ts-expect-error there is no such change
  expect(() => world.commit({ kind: 'site.vanished', site: 'oakfield' })).toThrow();
});

// @ts-expect-error there is no such fixture
seededTest.skip('is not compiled', ({ planet }) => planet);
describe.skip('is not run', () => {
  // @ts-expect-error a clock is real or manual
  harnessTest.override({ worldOptions: { clock: 'stopped' } });
});
`;

/** What the page about CI shows, with a sync to go with it. */
const SHOWN = `import { yourSync } from './your-sync.js';
${/```ts\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'docs', 'ci.md'), 'utf8'))?.[1]}`;
const YOUR_SYNC = `import { expect } from 'vitest';
export async function yourSync({ SIMS_TOKEN_URL = '' }: Readonly<Record<string, string>>): Promise<void> {
  expect((await fetch(SIMS_TOKEN_URL, { method: 'POST' })).status).toBe(400);
}
`;

let folder: string;
beforeAll(async () => {
  folder = installedIn(await pack(), ['vitest']);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'world.test.ts'), TESTS);
  writeFileSync(join(folder, 'options.test.ts'), OPTIONS_TESTS);
  writeFileSync(join(folder, 'shown.test.ts'), SHOWN);
  writeFileSync(join(folder, 'your-sync.ts'), YOUR_SYNC);
}, 90_000);

type Report = { readonly testResults: { readonly assertionResults: { title: string; status: string }[] }[] };

function outcomes(): Record<string, string> {
  const { testResults } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
  return Object.fromEntries(testResults.flatMap(file => file.assertionResults).map(t => [t.title, t.status]));
}

describe('A project with the fixture', () => {
  let ran: Ended;
  beforeAll(async () => {
    const reporters = ['--reporter=default', '--reporter=json', '--outputFile.json=report.json'];
    ran = await node('vitest/vitest.mjs', ['run', '--root', folder, ...reporters], folder);
  }, 90_000);

  test('When it is run, then what should hold does, what should fail does, and Vitest ends by itself', () => {
    const failing = ['FAILS with a wrong secret', 'FAILS without asking'];
    const passing = ['changes its own world', 'sees nothing of another', 'has a clock that stands still', 'plays it'];
    passing.push('is extended', 'one', 'two', 'three', 'has a control port and a seed');
    passing.push('a new secret is in use after the next sync');
    expect(outcomes()).toEqual({
      ...Object.fromEntries(passing.map(title => [title, 'passed'])),
      ...Object.fromEntries(failing.map(title => [title, 'failed'])),
      'is not compiled': 'skipped',
    });
    expect(ran.exit).toBe(1);
    expect(ran.stdout + ran.stderr).not.toContain('close timed out');
  });

  test('When a test fails, then the mock says what it refused and why, beside it and beside no other', () => {
    const said = ran.stdout + ran.stderr;
    expect(said).toMatch(
      /What the mock saw of "FAILS with a wrong secret": 1 request, 1 refused or odd\.\n {2}400 {2}POST \/~\w+\/connect\/token {2}.*secret/,
    );
    expect(said).toContain('What the mock saw of "FAILS without asking": no request.');
    expect(said.match(/What the mock saw/g)).toHaveLength(2);
  });

  test('When a test fails, then no secret is printed', async () => {
    const { buildWorld } = await import('../../fixtures/index.js');
    const secret = buildWorld('three-schools').partners[0]?.vendorClient.secrets[0]?.value ?? '';
    expect(secret).toMatch(/.{8}/);
    expect([ran.stdout, ran.stderr, readFileSync(join(folder, 'report.json'), 'utf8')].join('')).not.toContain(secret);
  });
});

test('When the project is compiled strictly, then the fixture is typed, and a wrong option is refused', async () => {
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--target', 'es2022'];
  const modules = ['--module', 'nodenext', '--moduleResolution', 'nodenext', '--lib', 'es2023', '--types', 'node'];
  const args = ['--noEmit', '--skipLibCheck', ...strict, ...modules];
  const { exit, stdout } = await node(
    'typescript/bin/tsc',
    [...args, 'world.test.ts', 'options.test.ts', 'shown.test.ts'],
    folder,
  );
  expect({ exit, stdout }).toEqual({ exit: 0, stdout: '' });
});
