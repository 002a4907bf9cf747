import { expect, test } from 'vitest';
import type { Estate } from '../../mock-server/control/estate/shape.js';
import { type Change, secretsOf, type WorldOptions } from '../../mock-server/index.js';
import { AT_OAKFIELD, AT_RIVERSIDE, FOREIGN_APPLICATION, smallWorld } from '../support/small-world.js';
import { refused, startControl } from './arrange.js';

const control = await startControl();

/** A world with the verbs that the tests need. `agent syncs`: a perfect agent reports what it holds. */
async function arrange(options: WorldOptions = { world: smallWorld() }) {
  const world = await control.harness.newWorld({ clock: 'manual', ...options });
  const at = `/api/worlds/${world.id}`;
  const estate = async (query = '') => (await control.get(`${at}/estate${query}`)).value as unknown as Estate;
  const holdings = () => world.truth(world.variables()['SIMS_PROBE_KEY'] ?? '');
  const report = async (holds: readonly object[]) => {
    const told = await control.call('POST', `${at}/agent-reports`, { agent: 'perfect 1.0', holds });
    if (told.status !== 201) throw new Error(`arrange: ${told.body}`);
  };
  const school = async (key: string) => {
    const found = (await estate()).schools.find(each => each.key === key);
    if (!found) throw new Error(`arrange: no school ${key}`);
    return found;
  };
  return { at, world, estate, holdings, report, school };
}

test('When the estate is read, then every school is told with its state, and its credentials as the journal shows them', async () => {
  const { estate } = await arrange();
  const { schools, total, whole, agent } = await estate();
  expect([total, whole, agent]).toEqual([5, true, null]);
  expect(schools.map(({ key, state, own }) => [key, state, own])).toEqual([
    ['brightwater-ti', 'active', true],
    ['oakfield', 'active', false],
    ['riverside', 'active', false],
    ['foxhill', 'absent', false],
    ['elmwood', 'absent', false],
  ]);
  const oakfield = schools.find(({ key }) => key === 'oakfield');
  expect(oakfield).toMatchObject({
    dfeCode: '3012345',
    listed: true,
    authorised: 1,
    clients: [{ kind: 'oneroster', state: 'active', secret: expect.stringMatching(/^#[0-9a-f]{12}$/), shown: true }],
    verdict: 'unreported',
    says: 'No agent has said what it holds.',
  });
});

test('When a school asks for a token, then the fingerprint of its secret in the journal is the one the estate shows', async () => {
  const { world, school } = await arrange();
  const { clientId, value } = clientOf(world.world(), 'oakfield');
  await fetch(world.ready.tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: value }),
  });
  const [client] = (await school('oakfield')).clients;
  expect(client?.secret).toBe(world.journal.list().at(-1)?.secret);
});

test('When everything is read that the estate can tell, then no secret and no hash of one is in it', async () => {
  const { at, world, holdings, report } = await arrange({ world: 'awkward', seed: 3 });
  await report(holdings());
  const { applicationId } = world.ready;
  const joined = world.world().installations.filter(i => i.application === applicationId && i.clients.length === 1);
  for (const { site } of joined.filter(({ state }) => state === 'active').slice(0, 2))
    world.commit({ kind: 'secret.reissued', site, application: applicationId });
  const { body, status } = await control.get(`${at}/estate`);
  expect(status).toBe(200);
  const secrets = [...secretsOf(world.world()), ...holdings().map(held => held.secretFingerprint)];
  expect(secrets.length).toBeGreaterThan(10);
  expect(secrets.filter(secret => body.includes(secret) || body.includes(JSON.stringify(secret)))).toEqual([]);
});

const changed: readonly [Change, string, string, string][] = [
  [
    { kind: 'secret.reissued', ...AT_OAKFIELD },
    'oakfield',
    'stale',
    'The secret was replaced; the agent still holds the former one.',
  ],
  [
    { kind: 'site.removed', ...AT_OAKFIELD },
    'oakfield',
    'behind',
    'The school has left; the agent still holds its credential. It has not synced since.',
  ],
  [
    { kind: 'client.suspended', ...AT_OAKFIELD },
    'oakfield',
    'behind',
    'A credential is suspended; the agent still holds it. It has not synced since.',
  ],
  [
    { kind: 'list.hidden', sites: ['oakfield'], application: AT_OAKFIELD.application },
    'oakfield',
    'behind',
    'The school is missing from the list, though it has not left; the agent still holds its credential. It has not synced since.',
  ],
  [
    { kind: 'site.installed', site: 'elmwood', application: AT_OAKFIELD.application },
    'elmwood',
    'missing',
    'The agent does not hold the credential yet.',
  ],
  [
    { kind: 'client.issued', ...AT_RIVERSIDE },
    'riverside',
    'missing',
    'The agent does not hold 1 of the 3 credentials yet.',
  ],
  [{ kind: 'site.renamed', site: 'oakfield', name: 'Oak' }, 'oakfield', 'same', 'The agent holds what it should.'],
];

test.each(changed)(
  'When an agent has synced and then comes %j, then the difference at %s is %s',
  async (change, key, verdict, says) => {
    const { world, holdings, report, school } = await arrange();
    await report(holdings());
    expect((await school('oakfield')).says).toBe('The agent holds what it should.');
    world.commit(change);
    expect(await school(key)).toMatchObject({ verdict, says });
    await report(holdings());
    expect(await school(key)).toMatchObject({ verdict: 'same' });
  },
);

test.each([
  ['says nothing of it', {}, 'extra'],
  ['says that something is held', { exit: 4, held: [{ guard: 'G3' }] }, 'kept'],
  ['says that this school is held', { operations: [{ standing: 'held', organisation: 'OAKFIELD' }] }, 'kept'],
  ['says that another is held', { operations: [{ standing: 'held', organisation: 'other' }] }, 'extra'],
])('When an agent has synced after a school left, still holds it and %s, then it is %s', async (_, sync, verdict) => {
  const { at, world, holdings, school } = await arrange();
  const holds = holdings();
  const { organisationId } = await school('oakfield');
  world.commit({ kind: 'site.removed', ...AT_OAKFIELD });
  const told: object = JSON.parse(JSON.stringify(sync).replace('OAKFIELD', String(organisationId)));
  await control.call('POST', `${at}/agent-reports`, { agent: 'mine', ...told });
  await control.call('POST', `${at}/agent-reports`, { agent: 'mine', holds });
  expect(await school('oakfield')).toMatchObject({ verdict });
});

test('When another agent reports meanwhile, then nothing it says is taken for what the one compared said', async () => {
  const { at, world, holdings, report, school } = await arrange();
  await report(holdings());
  world.commit({ kind: 'site.removed', ...AT_OAKFIELD });
  const post = (agent: string, told: object) => control.call('POST', `${at}/agent-reports`, { agent, ...told });
  await post('another 1.0', { exit: 4, held: [{ guard: 'G3' }], says: 'all fine' });
  expect(await school('oakfield')).toMatchObject({ verdict: 'behind' });
  await post('perfect', { exit: 0 });
  expect(await school('oakfield')).toMatchObject({ verdict: 'extra' });
  await post('perfect 1.1', { exit: 4, held: [{ guard: 'G3' }] });
  expect(await school('oakfield')).toMatchObject({ verdict: 'kept' });
  await post('another 1.0', { exit: 0 });
  expect(await school('oakfield')).toMatchObject({ verdict: 'kept' });
});

test('When an agent holds what nobody ever had, then that is told, and what is of no school is counted', async () => {
  const { holdings, report, estate, school } = await arrange();
  const [first, ...rest] = holdings();
  const secretFingerprint = '00'.repeat(32);
  await report([
    { ...first, secretFingerprint },
    ...rest,
    { organisationId: 'nobody', clientId: 'x', secretFingerprint },
  ]);
  expect(await school('oakfield')).toMatchObject({
    verdict: 'stale',
    says: 'The agent holds a secret that this school never had.',
    holds: [{ secret: null, is: 'unknown' }],
  });
  expect((await estate()).agent).toMatchObject({ name: 'perfect 1.0', report: 1, strangers: 1 });
});

test('When it is read again with the stamp, then only what has changed is told', async () => {
  const { world, estate } = await arrange();
  const { stamp } = await estate();
  expect(await estate(`?since=${stamp}`)).toMatchObject({ stamp, whole: false, total: 0, schools: [] });
  world.commit({ kind: 'site.disabled', ...AT_OAKFIELD });
  const next = await estate(`?since=${stamp}`);
  expect([next.whole, next.schools.map(({ key }) => key)]).toEqual([false, ['oakfield']]);
  world.commit({ kind: 'site.renamed', site: 'riverside', name: 'Glan' });
  expect((await estate(`?since=${stamp}`)).total).toBe(2);
  expect((await estate(`?since=${next.stamp}`)).schools.map(({ name }) => name)).toEqual(['Glan']);
  expect(await estate('?since=of-old')).toMatchObject({ whole: true });
});

test('When the clock alone makes a secret visible, then the school is told as changed [LIFE-25]', async () => {
  const { world, estate } = await arrange({ world: smallWorld(), switches: { 'sts.rapSkew': 'sts-first:60' } });
  world.commit({ kind: 'secret.reissued', ...AT_OAKFIELD });
  const { stamp } = await estate();
  expect((await estate(`?since=${stamp}`)).total).toBe(0);
  world.advance('2m');
  expect((await estate(`?since=${stamp}`)).schools.map(({ key }) => key)).toEqual(['oakfield']);
});

test('When the world is replaced by one with other schools, then all is told anew', async () => {
  const { at, estate } = await arrange();
  const { stamp } = await estate();
  const other = await control.world({ world: 'academy-trust' });
  await control.call('PUT', at, (await control.get(other.at)).body);
  const next = await estate(`?since=${stamp}`);
  expect(next.whole).toBe(true);
  expect(next.schools.map(({ key }) => key)).not.toContain('riverside');
});

test('When it is read in pages, then every school comes once', async () => {
  const { estate } = await arrange({ world: 'academy-trust' });
  const { total, schools } = await estate();
  const pages: string[] = [];
  for (let offset = 0; offset < total; offset += 7) {
    pages.push(...(await estate(`?offset=${offset}&limit=7`)).schools.map(({ key }) => key));
  }
  expect(pages).toEqual(schools.map(({ key }) => key));
});

test('When another application is asked for, then its schools are told, and of one that is not there the others are named', async () => {
  const { at, estate } = await arrange();
  const foreign = await estate(`?application=${FOREIGN_APPLICATION}`);
  expect(foreign.schools.find(({ key }) => key === 'foxhill')?.state).toBe('active');
  const [status, code, message] = refused(await control.get(`${at}/estate?application=nobody`));
  expect([status, code, message]).toEqual([
    422,
    'CONTROL_UNKNOWN_APPLICATION',
    expect.stringContaining(FOREIGN_APPLICATION),
  ]);
});

function clientOf(world: ReturnType<typeof smallWorld>, site: string): { clientId: string; value: string } {
  const client = world.installations.find(each => each.site === site)?.clients[0];
  if (!client) throw new Error(`arrange: ${site} has no credential`);
  return { clientId: client.clientId, value: client.secrets.at(-1)?.value ?? '' };
}
