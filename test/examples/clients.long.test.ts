import { describe, expect, type TestContext, test, vi } from 'vitest';
import { KIT_NAMES, type KitName } from '../../examples/measure/kits.js';
import type { World } from '../../mock-server/index.js';
import { scenarioOf } from '../scenario/scripts.js';
import type { Ended } from '../support/command.js';
import { startMock } from '../support/mock.js';
import { comparable, readyClients, runClient, truthOf } from './clients.js';
import { distrusting, openByWrongName, openRoad, ROADS, trusting } from './roads.js';

/** The clients of other languages, each a program of its own against the mock. */

// Dozens of processes on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 });

const clients = await readyClients();
const mock = await startMock();

/** The command of a client; without its language the test is skipped and says what to install. */
function commandOf(kit: KitName, { skip }: Pick<TestContext, 'skip'>) {
  const client = clients.get(kit);
  if (!client || 'missing' in client) return skip(client?.missing ?? kit);
  return client.argv;
}

/** Nothing on stdout, and on stderr one line for a person. */
function expectRefusal({ exit, stdout, stderr }: Ended, line: RegExp): void {
  expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' });
  expect(stderr.trimEnd()).toMatch(line);
}

describe.each(ROADS)('$name', road => {
  describe.each(road.worlds)('in the world %s', worldName => {
    test.concurrent.for(KIT_NAMES)(
      'When the %s client fetches, then it holds what a perfect agent would hold, by one token and one look at each school [STS-01, STS-02, RAP-01, RAP-02, RAP-11, TOK-15, LIFE-11]',
      async (kit, context) => {
        const argv = commandOf(kit, context);
        const world = await openRoad(road, worldName, context.onTestFinished);
        const variables = await trusting(kit, road.variables(world));
        const { exit, stdout, stderr } = await runClient(argv, variables);
        skipWhatMonoCannotCheck(stderr, context);
        expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
        expect(comparable(JSON.parse(stdout))).toEqual(truthOf(world));
        expect(world.journal.count({ operation: 'sts.token' })).toBe(1);
        expect(world.journal.count({ operation: 'rap.sites' })).toBe(1);
        const looks = world.journal.list({ operation: 'rap.clients' }).map(e => e.organisationId?.toLowerCase());
        expect(looks).toHaveLength(new Set(looks).size);
        for (const secret of secretsIn(world.world())) expect(stdout).not.toContain(secret);
      },
    );
  });
});

/** Mono knows no addresses in the names a CA is bound to, and refuses a certificate that has any. */
function skipWhatMonoCannotCheck(stderr: string, { skip }: Pick<TestContext, 'skip'>): void {
  if (!stderr.includes('UNSUPPORTED_CONSTRAINT_TYPE')) return;
  process.stderr.write('SKIPPED: Mono cannot check a certificate that names an address: have one by name only\n');
  skip('the certificate names addresses');
}

describe('over https, by a name that the certificate does not have', () => {
  test.concurrent.for(KIT_NAMES)(
    'When the %s client trusts the CA, then it refuses all the same and sends nothing',
    async (kit, context) => {
      const argv = commandOf(kit, context);
      const { world, variables } = await openByWrongName(context.onTestFinished);
      expectRefusal(await runClient(argv, await trusting(kit, variables)), /^fetch: .*\.$/);
      expect(world.journal.count()).toBe(0);
    },
  );
});

describe.each(ROADS.filter(({ options }) => options.https || options.intercept !== undefined))('$name', road => {
  test.concurrent.for(KIT_NAMES)(
    'When the %s client was not told of the CA, then it refuses before it has sent anything',
    async (kit, context) => {
      const argv = commandOf(kit, context);
      const world = await openRoad(road, 'three-schools', context.onTestFinished);
      const variables = distrusting(road.variables(world));
      expectRefusal(await runClient(argv, variables), /^fetch: .*\.$/);
      expect(world.journal.count({ service: 'sts' })).toBe(0);
    },
  );
});

function secretsIn(world: World): string[] {
  const schools = world.installations.flatMap(installation => installation.clients);
  const ours = world.partners.map(partner => partner.vendorClient);
  return [...schools, ...ours].flatMap(client => client.secrets.map(({ value }) => value));
}

describe('bad news', () => {
  test.concurrent.for(KIT_NAMES)(
    'When the secret of the %s client is wrong, then it says invalid_client in one line, and not the secret [STS-30, STS-31]',
    async (kit, context) => {
      const argv = commandOf(kit, context);
      const world = await mock.fresh();
      const wrong = 'wr0ng+s%cret&';
      const ended = await runClient(argv, { ...world.variables(), SIMS_CLIENT_SECRET: wrong });
      expectRefusal(ended, /^fetch: Token: (400 )?invalid_client\. Nothing was taken over\.$/);
      expect(world.journal.list().map(({ operation }) => operation)).toEqual(['sts.token']);
      for (const trace of [wrong, Buffer.from(wrong).toString('base64'), encodeURIComponent(wrong)])
        expect(ended.stderr).not.toContain(trace);
    },
  );

  test.concurrent.for(KIT_NAMES)(
    'When a variable of the %s client is missing, then it names it and asks nobody',
    async (kit, context) => {
      const argv = commandOf(kit, context);
      const world = await mock.fresh();
      expectRefusal(
        await runClient(argv, { ...world.variables(), SIMS_SCOPE: '' }),
        /^fetch: SIMS_SCOPE is not set\.$/,
      );
      expect(world.journal.count()).toBe(0);
    },
  );

  describe.each([
    ['RAP is stopped and says so in HTML', 'rap.sites', { kind: 'stopped' }],
    ['the list is a page of HTML', 'rap.sites', { kind: 'html', status: 200 }],
    ['the list is no JSON', 'rap.sites', { kind: 'garbage' }],
    ['the list is an object', 'rap.sites', { kind: 'wrongType', as: 'object' }],
    ['the list is null', 'rap.sites', { kind: 'wrongType', as: 'null' }],
    ['the list breaks off', 'rap.sites', { kind: 'truncated', form: 'content-length', keep: 0.5 }],
    ['one school cannot be read', 'rap.clients', { kind: 'status', status: 503 }],
    ['the STS answers with a page of HTML', 'sts.token', { kind: 'html', status: 200 }],
    ['the STS hangs up', 'sts.token', { kind: 'reset' }],
  ])('When %s', (_what, request, fault) => {
    test.concurrent.for(KIT_NAMES)('then the %s client prints nothing and fails in one line', async (kit, context) => {
      const argv = commandOf(kit, context);
      const on = { request, nth: 1, every: 1 };
      const scenario = scenarioOf({ name: 'trouble', on, times: 'always', fault });
      const world = await mock.newWorld({ world: 'three-schools', clock: 'manual', scenario });
      expectRefusal(await runClient(argv, world.variables()), /^fetch: .*\.$/);
      expect(world.journal.list().some(exchange => exchange.fault === fault.kind)).toBe(true);
    });
  });
});
