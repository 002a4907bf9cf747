import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import {
  ask,
  askToken,
  brief,
  fieldsOf,
  listClients,
  listSites,
  tokenFor,
  vendorFields,
  whyOf,
} from '../support/ask.js';
import { readJwt } from '../support/jwt.js';
import { startMock } from '../support/mock.js';
import {
  AT_OAKFIELD,
  OAKFIELD,
  OLDER_APPLICATION,
  OLDER_VENDOR,
  OTHER_VENDOR,
  RIVERSIDE,
  RIVERSIDE_DEX,
  smallWorld,
  VENDOR,
} from '../support/small-world.js';

/** Client ids and scopes as the switches give them: in the ready record, on the wire, in tokens and in the journal. */

const mock = await startMock();
const BARE = VENDOR.clientId.slice('vmc-'.length);
const as = (clientId: string) => ({ clientId, secret: VENDOR.secret });
const INVALID_SCOPE = '400 {"error":"invalid_scope"}';

describe('sts.vendorPrefix', () => {
  test.each(['vms_', 'vmc-', 'ti+%41.', 'sas-oneroster-'])(
    "When it is %s, then the partners' ids begin so wherever they are seen [TOK-06, TOK-08, TOK-12]",
    async prefix => {
      const world = await mock.with({ 'sts.vendorPrefix': prefix });
      const clientId = `${prefix}${BARE}`;
      expect(world.ready.clientId).toBe(clientId);
      expect(world.variables()['SIMS_CLIENT_ID']).toBe(clientId);
      expect(world.world().partners[0]?.vendorClient.clientId).toBe(clientId);
      const token = await tokenFor(world, as(clientId));
      expect(readJwt(token).claims['client_id']).toBe(clientId);
      expect(world.journal.list().at(-1)?.clientId).toBe(clientId);
      expect((await listSites(world, token)).status).toBe(200);
      expect(world.journal.list().at(-1)?.clientId).toBe(clientId);
    },
  );

  test('When the id as it was made is sent, then it is unknown, and the journal says how it begins here [TOK-08]', async () => {
    const world = await mock.with({ 'sts.vendorPrefix': 'vms_' });
    expect(brief(await askToken(world, vendorFields))).toBe('400 {"error":"invalid_client"}');
    expect(world.journal.list()[0]).toMatchObject({
      why: "this client's id begins with vms_ here",
      switches: ['sts.vendorPrefix=vms_'],
    });
  });

  test('When it is turned while running, then ids change at once, and own brings back those of the world [TOK-08]', async () => {
    const world = await mock.fresh();
    const token = await tokenFor(world);
    world.set({ 'sts.vendorPrefix': 'vms_' });
    expect((await listSites(world, token)).status).toBe(401);
    expect((await askToken(world, fieldsOf(as(`vms_${BARE}`), 'partner-read'))).status).toBe(200);
    world.set({ 'sts.vendorPrefix': 'own' });
    expect((await listSites(world, token)).status).toBe(200);
    expect((await askToken(world, vendorFields)).status).toBe(200);
  });

  test('When a partner is of the older kind, then its id stays as it is, as do those of schools [TOK-05, TOK-08]', async () => {
    const world = await mock.with({ 'sts.vendorPrefix': 'vms_' });
    const token = await tokenFor(world, OLDER_VENDOR, 'partner partner-read');
    expect((await listSites(world, token, OLDER_APPLICATION)).status).toBe(200);
    expect((await askToken(world, fieldsOf(OAKFIELD, 'rapapi'))).status).toBe(200);
    expect(
      (
        await askToken(
          world,
          fieldsOf({ ...OTHER_VENDOR, clientId: `vms_${OTHER_VENDOR.clientId.slice(4)}` }, 'partner-read'),
        )
      ).status,
    ).toBe(200);
  });

  test('When a secret is reset or the client suspended meanwhile, then the id stays and the change counts [TOK-08]', async () => {
    const world = await mock.with({ 'sts.vendorPrefix': 'vms_' });
    world.commit({ kind: 'vendor.secretReset', partner: 'brightwater', secret: 'brand new' });
    expect([world.ready.clientId, world.ready.clientSecret]).toEqual([`vms_${BARE}`, 'brand new']);
    expect(
      (await askToken(world, fieldsOf({ clientId: `vms_${BARE}`, secret: 'brand new' }, 'partner-read'))).status,
    ).toBe(200);
    world.commit({ kind: 'vendor.suspended', partner: 'brightwater' });
    expect(
      (await askToken(world, fieldsOf({ clientId: `vms_${BARE}`, secret: 'brand new' }, 'partner-read'))).status,
    ).toBe(400);
    world.reset();
    expect((await askToken(world, fieldsOf(as(`vms_${BARE}`), 'partner-read'))).status).toBe(200);
  });
});

describe('sts.vendorScopes', () => {
  const scopes = (world: WorldHandle, scope: string) => askToken(world, { ...vendorFields, scope });

  test('When it is a list, then a partner may ask for these and no others [TOK-06, TOK-07]', async () => {
    const world = await mock.with({ 'sts.vendorScopes': 'partner-read,rapapi' });
    expect((await scopes(world, 'rapapi partner-read')).status).toBe(200);
    expect(brief(await scopes(world, 'partner-read partner-write'))).toBe(INVALID_SCOPE);
    expect(world.journal.list().at(-1)).toMatchObject({
      why: 'one of the scopes is none, the nearest is partner-read; this client may ask for: partner-read rapapi',
      switches: ['sts.vendorScopes=partner-read rapapi'],
    });
    expect(world.variables()['SIMS_SCOPE']).toBe('partner-read');
  });

  test('When it is own, then each partner may ask for its own, an older one for four [TOK-05, TOK-07]', async () => {
    expect((await scopes(await mock.fresh(), 'partner-read partner-write')).status).toBe(200);
    expect(brief(await scopes(await mock.fresh(), 'rapapi'))).toBe(INVALID_SCOPE);
    const four = fieldsOf(OLDER_VENDOR, 'rapapi partner partner-read partner-write');
    expect((await askToken(await mock.fresh(), four)).status).toBe(200);
  });

  test('When it is a list, then it is that of an older partner, too; schools keep theirs [TOK-05, TOK-07]', async () => {
    const world = await mock.with({ 'sts.vendorScopes': 'partner-read' });
    expect((await askToken(world, fieldsOf(OLDER_VENDOR, 'partner-read'))).status).toBe(200);
    expect(brief(await askToken(world, fieldsOf(OLDER_VENDOR, 'rapapi')))).toBe(INVALID_SCOPE);
    expect((await askToken(world, fieldsOf(OAKFIELD, 'rapapi partner'))).status).toBe(200);
  });

  test('When none of them is for partners, then RAP refuses what can be had, and agents are told to ask for all [TOK-07, RAP-37]', async () => {
    const world = await mock.with({ 'sts.vendorScopes': 'rapapi partner' });
    const scope = world.variables()['SIMS_SCOPE'] ?? '';
    expect(scope).toBe('rapapi partner');
    expect((await listSites(world, await tokenFor(world, VENDOR, scope))).status).toBe(403);
  });

  test('When it is a list, then discovery names its scopes, and introspection knows them [TOK-07, DISC-06]', async () => {
    const world = await mock.with({ 'sts.vendorScopes': 'brand-new' });
    const document = JSON.parse((await ask(`${world.ready.stsUrl}/.well-known/openid-configuration`)).body);
    expect(document.scopes_supported).toEqual(['brand-new', 'partner', 'partnerserverapplication', 'rapapi']);
  });
});

describe('sts.schoolScopes', () => {
  test('When it is a list, then schools may ask for these and no others; DeX clients and partners keep theirs [TOK-03, TOK-04]', async () => {
    const world = await mock.with({ 'sts.schoolScopes': 'rapapi partner-read', 'sts.orgSelected': 'ignore' });
    expect((await askToken(world, fieldsOf(OAKFIELD, 'partner-read rapapi'))).status).toBe(200);
    expect(brief(await askToken(world, fieldsOf(RIVERSIDE, 'partner')))).toBe(INVALID_SCOPE);
    expect(whyOf(world)).toContain('this client may ask for: rapapi partner-read');
    expect(world.journal.list().at(-1)?.switches).toEqual(['sts.schoolScopes=rapapi partner-read']);
    expect((await askToken(world, fieldsOf(RIVERSIDE_DEX, 'partnerserverapplication'))).status).toBe(200);
    expect(brief(await askToken(world, fieldsOf(RIVERSIDE_DEX, 'rapapi')))).toBe(INVALID_SCOPE);
    expect(world.journal.list().at(-1)?.switches).toBeUndefined();
    expect((await askToken(world, vendorFields)).status).toBe(200);
  });

  test('When it grants a school the scope of partners, then access follows from the scope [TOK-04, TOK-06]', async () => {
    const world = await mock.with({ 'sts.schoolScopes': 'partner-read' });
    expect((await listSites(world, await tokenFor(world, OAKFIELD, 'partner-read'))).status).toBe(200);
  });

  test('When a school is given another credential, then it may ask for the same [TOK-04]', async () => {
    const world = await mock.with({ 'sts.schoolScopes': 'other' });
    world.commit({ kind: 'client.issued', ...AT_OAKFIELD, client: 'oneroster' });
    const issued = world
      .world()
      .installations.flatMap(i => (i.site === 'oakfield' ? i.clients : []))
      .at(-1);
    const secret = issued?.secrets.at(-1)?.value ?? '';
    expect(issued?.clientId).not.toBe(OAKFIELD.clientId);
    expect((await askToken(world, fieldsOf({ clientId: issued?.clientId ?? '', secret }, 'other'))).status).toBe(200);
  });

  test('When another school changes, then Clients answers as before [TOK-04, RAP-20]', async () => {
    const world = await mock.with({ 'sts.schoolScopes': 'rapapi', 'sts.vendorPrefix': 'vms_' });
    const token = await tokenFor(world, as(`vms_${BARE}`));
    const before = await listClients(world, token, RIVERSIDE.organisationId);
    world.commit({ kind: 'secret.reissued', ...AT_OAKFIELD });
    expect((await listClients(world, token, RIVERSIDE.organisationId)).body).toBe(before.body);
    expect((await listClients(world, token, OAKFIELD.organisationId)).body).not.toContain(OAKFIELD.secret);
  });
});

describe('a world and its snapshot', () => {
  test('When a world is taken out and put in again, then what was seen of it is still so [TOK-08]', async () => {
    const world = await mock.with({ 'sts.vendorPrefix': 'vms_', 'sts.schoolScopes': 'rapapi' });
    const copy = await mock.fresh(world.world());
    expect(copy.ready.clientId).toBe(`vms_${BARE}`);
    expect(brief(await askToken(copy, fieldsOf(OAKFIELD, 'partner')))).toBe(INVALID_SCOPE);
    expect(smallWorld().partners[0]?.vendorClient.clientId).toBe(VENDOR.clientId);
  });
});
