import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { ask, askToken, fieldsOf, listClients, rapUrl, tokenFor, whyOf } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import {
  AT_OAKFIELD,
  type Credential,
  OAKFIELD,
  OWN_ORGANISATION,
  RIVERSIDE,
  smallWorld,
} from '../support/small-world.js';

const mock = await startMock();
const KEY = 'ab'.repeat(32);
const per = (count: number) => mock.with({ 'rap.clientsPerSite': String(count) });

/** The credentials that Clients shows of a school. */
async function shown(world: WorldHandle, organisationId = OAKFIELD.organisationId): Promise<Credential[]> {
  const { body } = await listClients(world, await tokenFor(world), organisationId);
  const rows = JSON.parse(body) as { ClientId: string; Secret: string }[];
  return rows.map(row => ({ clientId: row.ClientId, secret: row.Secret }));
}

/** What the token server says to a credential, each kind asked for with its own scope. */
async function opens(world: WorldHandle, credential: Credential, organisationId = OAKFIELD.organisationId) {
  const isDex = credential.clientId.startsWith('sas-simsprimary-');
  const fields = fieldsOf(credential, isDex ? 'partnerserverapplication' : 'rapapi partner');
  const reply = await askToken(world, { ...fields, ...(isDex && { acr_values: `orgselected:${organisationId}` }) });
  return reply.status === 200 ? (JSON.parse(reply.body) as { access_token: string }).access_token : reply.body;
}

const isToken = (text: string) => text.startsWith('eyJ');

describe('rap.clientsPerSite', () => {
  test('When it is 0, then no credential is shown, though it still opens the token server [RAP-21, RAP-23]', async () => {
    const world = await per(0);
    expect([await shown(world), await shown(world, RIVERSIDE.organisationId)]).toEqual([[], []]);
    expect(world.journal.list().at(-1)).toMatchObject({
      why: 'no credential is shown, whatever the school has',
      switches: ['rap.clientsPerSite=0'],
    });
    expect(isToken(await opens(world, OAKFIELD))).toBe(true);
    expect(world.truth(KEY)).toEqual([]);
  });

  test('When it is 1, then each school has what its world gives it [RAP-21, RAP-23]', async () => {
    const world = await per(1);
    const counts = [OWN_ORGANISATION, OAKFIELD.organisationId, RIVERSIDE.organisationId];
    const rows = await Promise.all(counts.map(id => shown(world, id)));
    expect(rows.map(all => all.length)).toEqual([0, 1, 2]);
  });

  test.each([2, 3, 9])(
    'When it is %s, then further credentials stand beside the school’s own, and all of them work [RAP-21, RAP-23, TOK-12, TOK-13]',
    async count => {
      const world = await per(count);
      const rows = await shown(world);
      expect([rows.length, rows[0]?.clientId]).toEqual([count, OAKFIELD.clientId]);
      expect(rows[1]?.clientId).toMatch(/^sas-simsprimary-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(new Set(rows.flatMap(row => [row.clientId, row.secret])).size).toBe(2 * count);
      for (const row of rows) expect(isToken(await opens(world, row))).toBe(true);
      expect(await shown(world)).toEqual(rows);
      expect(await shown(world, RIVERSIDE.organisationId)).toHaveLength(count + 1);
      expect(await shown(world, OWN_ORGANISATION)).toEqual([]);
      const held = world.truth(KEY).filter(({ organisationId }) => organisationId === OAKFIELD.organisationId);
      expect(held.map(({ clientId }) => clientId)).toEqual(rows.map(row => row.clientId));
    },
  );

  test('When two worlds are alike, then they have the same further credentials [RAP-23]', async () => {
    expect(await shown(await per(3))).toEqual(await shown(await per(3)));
    expect((await shown(await per(3))).slice(0, 2)).toEqual(await shown(await per(2)));
  });

  test('When it is set while running, then credentials come and go with it, at the token server too [RAP-23]', async () => {
    const world = await per(1);
    world.set({ 'rap.clientsPerSite': '2' });
    const [, further] = await shown(world);
    if (!further) throw new Error('no further credential');
    expect(isToken(await opens(world, further))).toBe(true);
    world.set({ 'rap.clientsPerSite': '1' });
    expect(await shown(world)).toHaveLength(1);
    expect(await opens(world, further)).toBe('{"error":"invalid_client"}');
  });

  test('When the school is disabled, leaves and returns, then further credentials share its fate [RAP-23, LIFE-13, LIFE-15, LIFE-18]', async () => {
    const world = await per(2);
    const before = await shown(world);
    const [, further] = before;
    if (!further) throw new Error('no further credential');
    const live = await opens(world, further);
    world.commit({ kind: 'site.disabled', ...AT_OAKFIELD });
    expect(await opens(world, further)).toBe('{"error":"invalid_client"}');
    expect(whyOf(world)).toContain('oakfield was disabled');
    world.commit([
      { kind: 'site.removed', ...AT_OAKFIELD },
      { kind: 'site.reinstalled', ...AT_OAKFIELD },
    ]);
    const after = await shown(world);
    expect(after).toHaveLength(2);
    expect(after.flatMap(row => row.clientId).filter(id => before.some(row => row.clientId === id))).toEqual([]);
    expect(isToken(await opens(world, after[1] ?? further))).toBe(true);
    expect(await opens(world, further)).toBe('{"error":"invalid_client"}');
    expect(whyOf(world)).toContain('this client of oakfield was removed');
    // A live token of the old one is still a good token (LIFE-16).
    const list = rapUrl(world, after[0]?.clientId ?? '', 'GetSiteByApplication');
    expect((await ask(list, { headers: { authorization: `Bearer ${live}` } })).status).toBe(403);
  });

  test('When a further secret is put into a path or sent wrongly, then the journal knows and hides it [RAP-23]', async () => {
    const world = await per(2);
    const [, further] = await shown(world);
    if (!further) throw new Error('no further credential');
    await ask(rapUrl(world, encodeURIComponent(further.secret), 'GetSiteByApplication'));
    expect(world.journal.list().at(-1)?.path).toContain('/…/GetSiteByApplication');
    await opens(world, { ...further, secret: `${further.secret} ` });
    expect(whyOf(world)).toBe('the secret has a blank or line break before or after it');
  });

  test('When a world is written down with its further credentials, then they are not made twice [RAP-23]', async () => {
    const first = await per(3);
    const rows = await shown(first);
    const again = await mock.with({ 'rap.clientsPerSite': '3' }, first.world());
    expect(await shown(again)).toEqual(rows);
  });

  test('When its own credential is suspended, then the further ones still work [RAP-23, LIFE-21]', async () => {
    const world = await per(2);
    const [, further] = await shown(world);
    world.commit({ kind: 'client.suspended', ...AT_OAKFIELD });
    expect(await shown(world)).toEqual([further]);
    world.commit({ kind: 'client.removed', ...AT_OAKFIELD });
    expect(await shown(world)).toEqual([]);
  });

  test('When another is issued, then nothing of what was there changes [RAP-23]', async () => {
    const world = await mock.with({ 'rap.clientsPerSite': '2' }, smallWorld());
    const before = await shown(world);
    world.commit({ kind: 'client.issued', ...AT_OAKFIELD });
    const after = await shown(world);
    expect(after).toHaveLength(3);
    expect(after).toEqual(expect.arrayContaining(before));
  });
});
