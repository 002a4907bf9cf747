import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { askToken, brief, fieldsOf, listClients, listSites, tokenFor, whyOf } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import {
  APPLICATION,
  AT_OAKFIELD,
  AT_RIVERSIDE,
  OAKFIELD,
  OWN_ORGANISATION,
  RIVERSIDE,
  smallWorld,
} from '../support/small-world.js';

const mock = await startMock();
const KEY = 'ab'.repeat(32);
const late = (seconds: string, more: Readonly<Record<string, string>> = {}) =>
  mock.with({ 'rap.removalDelay': seconds, ...more });

type Row = { OrganisationId: string; Authorised: number };
const rows = async (world: WorldHandle, token: string) => JSON.parse((await listSites(world, token)).body) as Row[];
const ids = async (world: WorldHandle, token: string) => (await rows(world, token)).map(row => row.OrganisationId);
const holders = (world: WorldHandle) => [...new Set(world.truth(KEY).map(held => held.organisationId))];

describe('rap.removalDelay', () => {
  test('When it is 0, then a school that leaves is gone at once [LIFE-14]', async () => {
    const world = await late('0');
    const token = await tokenFor(world);
    world.commit({ kind: 'site.removed', ...AT_OAKFIELD });
    expect(await ids(world, token)).not.toContain(OAKFIELD.organisationId);
    expect((await listClients(world, token, OAKFIELD.organisationId)).status).toBe(403);
  });

  test('When a school leaves, then RAP shows it for so long, and the token server refuses it at once [LIFE-14, LIFE-15, LIFE-17]', async () => {
    const world = await late('60');
    const token = await tokenFor(world);
    const before = await rows(world, token);
    const credentials = (await listClients(world, token, OAKFIELD.organisationId)).body;
    world.commit({ kind: 'site.removed', ...AT_OAKFIELD });
    for (const step of ['0s', '59s'] as const) {
      world.advance(step);
      expect(await rows(world, token)).toEqual(before);
      expect(whyOf(world)).toBe('oakfield has left, but RAP still shows it');
      expect(world.journal.list().at(-1)?.switches).toEqual(['rap.removalDelay=60']);
      expect((await listClients(world, token, OAKFIELD.organisationId)).body).toBe(credentials);
      expect(whyOf(world)).toBe('oakfield has left, but RAP still shows it');
      expect(holders(world)).toContain(OAKFIELD.organisationId);
      expect(brief(await askToken(world, fieldsOf(OAKFIELD, 'rapapi')))).toBe('400 {"error":"invalid_client"}');
    }
    world.advance('1s');
    expect(await ids(world, token)).toEqual([OWN_ORGANISATION, RIVERSIDE.organisationId]);
    expect(whyOf(world)).toBeUndefined();
    expect(brief(await listClients(world, token, OAKFIELD.organisationId))).toBe('403');
    expect(holders(world)).not.toContain(OAKFIELD.organisationId);
  });

  test('When several leave one after the other, then each is shown for its own time [LIFE-14]', async () => {
    const world = await late('100');
    const token = await tokenFor(world);
    world.commit({ kind: 'site.removed', ...AT_OAKFIELD });
    world.advance('40s');
    world.commit({ kind: 'site.removed', ...AT_RIVERSIDE });
    expect(await ids(world, token)).toHaveLength(3);
    expect(whyOf(world)).toBe('oakfield, riverside have left, but RAP still shows them');
    world.advance('60s');
    expect(await ids(world, token)).toEqual([OWN_ORGANISATION, RIVERSIDE.organisationId]);
    world.advance('40s');
    expect(await ids(world, token)).toEqual([OWN_ORGANISATION]);
  });

  test('When the delay is changed or the world reset meanwhile, then the list follows at once [LIFE-14]', async () => {
    const world = await late('100');
    const token = await tokenFor(world);
    world.commit({ kind: 'site.removed', ...AT_OAKFIELD });
    world.advance('50s');
    expect(await ids(world, token)).toContain(OAKFIELD.organisationId);
    world.set({ 'rap.removalDelay': '10' });
    expect(await ids(world, token)).not.toContain(OAKFIELD.organisationId);
    world.set({ 'rap.removalDelay': '51' });
    expect(await ids(world, token)).toContain(OAKFIELD.organisationId);
    world.advance('1s');
    expect(await ids(world, token)).not.toContain(OAKFIELD.organisationId);
    world.reset();
    expect(await ids(world, await tokenFor(world))).toContain(OAKFIELD.organisationId);
  });

  test('When it returns meanwhile, then it is there with what it was given anew [LIFE-14, LIFE-18]', async () => {
    const world = await late('100');
    const token = await tokenFor(world);
    world.commit({ kind: 'site.removed', ...AT_OAKFIELD });
    world.advance('10s');
    world.commit({ kind: 'site.reinstalled', ...AT_OAKFIELD });
    expect((await ids(world, token)).filter(id => id === OAKFIELD.organisationId)).toHaveLength(1);
    const { body } = await listClients(world, token, OAKFIELD.organisationId);
    expect(body).not.toContain(OAKFIELD.clientId);
    world.advance('100s');
    expect((await listClients(world, token, OAKFIELD.organisationId)).body).toBe(body);
  });

  test('When the list is otherwise empty or withheld, then a lingering school does not change that [LIFE-14, RAP-19]', async () => {
    const world = await late('100');
    const token = await tokenFor(world);
    world.commit({ kind: 'list.hidden', application: APPLICATION, all: true });
    world.commit({ kind: 'site.removed', ...AT_OAKFIELD });
    expect(brief(await listSites(world, token))).toBe('200 []');
    expect((await listClients(world, token, OAKFIELD.organisationId)).status).toBe(200);
  });

  test('When rows come shuffled or switches hide pending schools, then a lingering one is shown all the same [LIFE-14, RAP-17]', async () => {
    const world = await late('100', { 'rap.order': 'shuffled', 'rap.authorisedValues': '7/8/9' });
    const token = await tokenFor(world);
    world.commit({ kind: 'site.removed', ...AT_OAKFIELD });
    const row = (await rows(world, token)).find(r => r.OrganisationId === OAKFIELD.organisationId);
    expect(row?.Authorised).toBe(7);
    world.advance('100s');
    expect(await ids(world, token)).not.toContain(OAKFIELD.organisationId);
  });

  test('When a school had left long before, then it is not shown again [LIFE-14]', async () => {
    const plain = smallWorld();
    const installations = plain.installations.map(i =>
      i.site === 'oakfield' ? { ...i, state: 'removed' as const } : i,
    );
    const world = await mock.with({ 'rap.removalDelay': '3600' }, { ...plain, installations });
    expect(await ids(world, await tokenFor(world))).not.toContain(OAKFIELD.organisationId);
  });
});
