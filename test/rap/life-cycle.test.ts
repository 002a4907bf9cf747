import { expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { askToken, fieldsOf, listClients, listSites, tokenFor } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { APPLICATION, AT_OAKFIELD, type Credential, ELMWOOD, OAKFIELD, VENDOR } from '../support/small-world.js';

/** What each event does to the list, to Clients, to token requests and to live tokens: one test per event. */

const mock = await startMock();
const AT_ELMWOOD = { site: 'elmwood', application: APPLICATION } as const;

/** `Authorised` of a school's row; undefined when it is not listed. */
async function row(world: WorldHandle, token: string, organisationId = OAKFIELD.organisationId) {
  const rows = JSON.parse((await listSites(world, token)).body) as { OrganisationId: string; Authorised: number }[];
  return rows.find(r => r.OrganisationId === organisationId)?.Authorised;
}

/** The credentials shown, or the status when there are none. */
async function shown(world: WorldHandle, token: string, organisationId = OAKFIELD.organisationId) {
  const reply = await listClients(world, token, organisationId);
  if (reply.status !== 200) return reply.status;
  const rows = JSON.parse(reply.body) as { ClientId: string; Secret: string }[];
  return rows.map((r): Credential => ({ clientId: r.ClientId, secret: r.Secret }));
}

const mayHaveToken = async (world: WorldHandle, who: Credential, scope = 'rapapi') => {
  const reply = await askToken(world, fieldsOf(who, scope));
  return reply.status === 200 ? true : (JSON.parse(reply.body) as { error: string }).error;
};

/** A school's token lacks the partner's scope: 403 shows that the token itself is still good, 401 that it is not. */
async function isLive(world: WorldHandle, token: string): Promise<boolean> {
  return (await listSites(world, token)).status !== 401;
}

async function untilExpiry(world: WorldHandle, token: string): Promise<void> {
  expect(await isLive(world, token)).toBe(true);
  world.advance('1h');
  expect(await isLive(world, token)).toBe(true);
  world.advance('1s');
  expect(await isLive(world, token)).toBe(false);
}

const oak: Credential = { clientId: OAKFIELD.clientId, secret: OAKFIELD.secret };

test('When a school installs and needs no approval, then it is listed as 1 with credentials that work [LIFE-03, LIFE-04]', async () => {
  const world = await mock.fresh();
  const vendor = await tokenFor(world);
  world.commit({ kind: 'site.installed', ...AT_ELMWOOD });
  expect(await row(world, vendor, ELMWOOD)).toBe(1);
  const [made] = (await shown(world, vendor, ELMWOOD)) as Credential[];
  if (!made) throw new Error('no credentials');
  expect(await mayHaveToken(world, made)).toBe(true);
});

test('When a school installs and needs approval, then it is listed as 0, without credentials or token [LIFE-02, LIFE-05, LIFE-12]', async () => {
  const world = await mock.fresh();
  const vendor = await tokenFor(world);
  world.commit({ kind: 'site.installed', ...AT_ELMWOOD, pending: true });
  expect([await row(world, vendor, ELMWOOD), await shown(world, vendor, ELMWOOD)]).toEqual([0, []]);
  world.set({ 'rap.clientsWhenPending': 'listed' });
  const [made] = (await shown(world, vendor, ELMWOOD)) as Credential[];
  if (!made) throw new Error('no credentials');
  expect(await mayHaveToken(world, made)).toBe('invalid_client');
});

test('When the partner approves, then the row says 1 and the credentials work [LIFE-06]', async () => {
  const world = await mock.fresh();
  const vendor = await tokenFor(world);
  world.commit({ kind: 'site.installed', ...AT_ELMWOOD, pending: true });
  world.commit({ kind: 'site.approved', ...AT_ELMWOOD });
  expect(await row(world, vendor, ELMWOOD)).toBe(1);
  const [made] = (await shown(world, vendor, ELMWOOD)) as Credential[];
  if (!made) throw new Error('no credentials');
  expect(await mayHaveToken(world, made)).toBe(true);
});

test('When the partner disables a school, then it stays listed as 2, without credentials or new tokens; live ones last [LIFE-07, LIFE-13, LIFE-16]', async () => {
  const world = await mock.fresh();
  const [vendor, school] = [await tokenFor(world), await tokenFor(world, OAKFIELD, 'rapapi')];
  world.commit({ kind: 'site.disabled', ...AT_OAKFIELD });
  expect([await row(world, vendor), await shown(world, vendor)]).toEqual([2, []]);
  expect(await mayHaveToken(world, oak)).toBe('invalid_client');
  await untilExpiry(world, school);
});

test('When it is enabled again, then everything is as it was before [LIFE-07]', async () => {
  const world = await mock.fresh();
  const vendor = await tokenFor(world);
  world.commit([
    { kind: 'site.disabled', ...AT_OAKFIELD },
    { kind: 'site.enabled', ...AT_OAKFIELD },
  ]);
  expect([await row(world, vendor), await shown(world, vendor)]).toEqual([1, [oak]]);
  expect(await mayHaveToken(world, oak)).toBe(true);
});

test('When a school leaves, then its row is gone without a trace, Clients and token are refused, live tokens last [LIFE-08, LIFE-09, LIFE-14, LIFE-15, LIFE-16, LIFE-17, LIFE-31]', async () => {
  const world = await mock.fresh();
  const [vendor, school] = [await tokenFor(world), await tokenFor(world, OAKFIELD, 'rapapi')];
  world.commit({ kind: 'site.removed', ...AT_OAKFIELD });
  expect((await listSites(world, vendor)).body).not.toContain('Oakfield');
  expect([await row(world, vendor), await shown(world, vendor)]).toEqual([undefined, 403]);
  expect(await mayHaveToken(world, oak)).toBe('invalid_client');
  await untilExpiry(world, school);
});

test('When a school returns, then its id is the same, its credentials are new, and its old token lasts [LIFE-18, LIFE-24]', async () => {
  const world = await mock.fresh();
  const [vendor, school] = [await tokenFor(world), await tokenFor(world, OAKFIELD, 'rapapi')];
  world.commit([
    { kind: 'site.removed', ...AT_OAKFIELD },
    { kind: 'site.reinstalled', ...AT_OAKFIELD },
  ]);
  expect(await row(world, vendor)).toBe(1);
  const [made, ...others] = (await shown(world, vendor)) as Credential[];
  if (!made) throw new Error('no credentials');
  expect(others).toEqual([]);
  expect(made.clientId).not.toBe(oak.clientId);
  expect(made.secret).not.toBe(oak.secret);
  expect([await mayHaveToken(world, oak), await mayHaveToken(world, made)]).toEqual(['invalid_client', true]);
  await untilExpiry(world, school);
});

test('When a school returns under same-credentials, then the old pair works again [LIFE-18]', async () => {
  const world = await mock.with({ 'life.reinstall': 'same-credentials' });
  world.commit([
    { kind: 'site.removed', ...AT_OAKFIELD },
    { kind: 'site.reinstalled', ...AT_OAKFIELD },
  ]);
  expect(await shown(world, await tokenFor(world))).toEqual([oak]);
  expect(await mayHaveToken(world, oak)).toBe(true);
});

test("When a school's secret is re-issued, then only the secret is new, and a live token lasts [LIFE-19, CA-15]", async () => {
  const world = await mock.fresh();
  const [vendor, school] = [await tokenFor(world), await tokenFor(world, OAKFIELD, 'rapapi')];
  world.commit({ kind: 'secret.reissued', ...AT_OAKFIELD, secret: 'Fresh+secret' });
  expect(await row(world, vendor)).toBe(1);
  const made = { ...oak, secret: 'Fresh+secret' };
  expect(await shown(world, vendor)).toEqual([made]);
  expect([await mayHaveToken(world, oak), await mayHaveToken(world, made)]).toEqual(['invalid_client', true]);
  await untilExpiry(world, school);
});

test("When the partner's secret is reset, then nothing of the schools changes, and its live token lasts [LIFE-20, LIFE-23]", async () => {
  const world = await mock.fresh();
  const vendor = await tokenFor(world);
  world.commit({ kind: 'vendor.secretReset', partner: 'brightwater', secret: 'Reset_secret' });
  expect([await row(world, vendor), await shown(world, vendor)]).toEqual([1, [oak]]);
  expect(await mayHaveToken(world, oak)).toBe(true);
  expect(await mayHaveToken(world, VENDOR, 'partner-read')).toBe('invalid_client');
  expect(await mayHaveToken(world, { ...VENDOR, secret: 'Reset_secret' }, 'partner-read')).toBe(true);
  await untilExpiry(world, vendor);
});

test('When the partner is suspended, then RAP answers its live token until it expires, and there is no new one [LIFE-22, LIFE-23, RAP-31, RAP-32]', async () => {
  const world = await mock.fresh();
  const vendor = await tokenFor(world);
  world.commit({ kind: 'vendor.suspended', partner: 'brightwater' });
  expect([await row(world, vendor), await shown(world, vendor)]).toEqual([1, [oak]]);
  expect(await mayHaveToken(world, VENDOR, 'partner-read')).toBe('invalid_client');
  expect(await mayHaveToken(world, oak)).toBe(true);
  await untilExpiry(world, vendor);
});

test('When the partner is suspended under rap-too, then RAP refuses at once, until it is restored [LIFE-22]', async () => {
  const world = await mock.with({ 'life.vendorSuspend': 'rap-too' });
  const vendor = await tokenFor(world);
  world.commit({ kind: 'vendor.suspended', partner: 'brightwater' });
  expect(await isLive(world, vendor)).toBe(false);
  world.commit({ kind: 'vendor.restored', partner: 'brightwater' });
  expect(await isLive(world, vendor)).toBe(true);
});

test('When many schools leave at once, then many rows are gone and nothing else tells [LIFE-14, LIFE-31]', async () => {
  const world = await mock.fresh();
  const vendor = await tokenFor(world);
  world.commit({ kind: 'estate.shrunk', application: APPLICATION, share: 1 });
  const rows = JSON.parse((await listSites(world, vendor)).body) as unknown[];
  expect(rows.length).toBeLessThan(3);
});
