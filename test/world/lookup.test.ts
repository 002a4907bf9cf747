import { describe, expect, test } from 'vitest';
import {
  applicationById,
  currentSecret,
  findSite,
  installationAt,
  installationPosition,
  ownerOf,
  partnerByKey,
  siteByKey,
  siteByOrganisation,
} from '../../mock-server/world/index.js';
import { move, worldAfter } from './arrange.js';
import { application, credential } from './look.js';

const world = worldAfter('three-schools');

describe('a school', () => {
  test('When it is asked for by organisation id, then the case of letters does not matter (RAP-14)', () => {
    const oakfield = siteByKey(world, 'oakfield');
    const id = oakfield?.organisationId ?? '';
    for (const spelling of [id, id.toLowerCase()]) {
      expect(siteByOrganisation(world, spelling)).toBe(oakfield);
      expect(findSite(world, spelling)).toBe(oakfield);
    }
    expect(findSite(world, 'oakfield')).toBe(oakfield);
    expect(findSite(world, 'Oakfield')).toBeUndefined();
  });

  test('When it was renamed, then the old world still answers with the old name', () => {
    const after = move(world, { kind: 'site.renamed', site: 'oakfield', name: 'Oakfield Academy' });
    expect(siteByKey(after, 'oakfield')?.name).toBe('Oakfield Academy');
    expect(siteByKey(world, 'oakfield')?.name).toBe('Oakfield Primary School');
  });
});

describe('an installation', () => {
  test('When a school came back, then it is found at its new place', () => {
    const back = worldAfter(
      'three-schools',
      { kind: 'site.removed', site: 'oakfield' },
      { kind: 'site.reinstalled', site: 'oakfield' },
    );
    const { id } = application(back);
    expect(installationPosition(back, id, 'oakfield')).toBe(back.installations.length - 1);
    expect(installationAt(back, id, 'oakfield')?.clients).toHaveLength(2);
  });

  test('When a school never joined, then there is none', () => {
    expect(installationAt(world, application(world).id, 'hillcrest')).toBeUndefined();
  });
});

describe('a client id', () => {
  test("When it is a school's, then its installation comes with it", () => {
    const client = credential(world, 'oakfield');
    expect(ownerOf(world, client.clientId)).toMatchObject({
      kind: 'school',
      client,
      installation: { site: 'oakfield' },
    });
  });

  test("When it is the partner's, then the partner comes with it", () => {
    const [partner] = world.partners;
    expect(ownerOf(world, partner?.vendorClient.clientId ?? '')).toEqual({
      kind: 'vendor',
      client: partner?.vendorClient,
      partner,
    });
  });

  test('When it differs in case, or nobody has it, then nobody owns it (CA-17)', () => {
    expect(ownerOf(world, credential(world, 'oakfield').clientId.toUpperCase())).toBeUndefined();
    expect(ownerOf(world, 'nobody')).toBeUndefined();
  });

  test('When it was issued by a change, then the table knows it', () => {
    const after = move(world, { kind: 'client.issued', site: 'oakfield' });
    expect(ownerOf(after, credential(after, 'oakfield').clientId)?.kind).toBe('school');
  });
});

test('When an application or a partner is asked for, then ids ignore case and keys do not', () => {
  const first = application(world);
  expect(applicationById(world, first.id.toUpperCase())).toBe(first);
  expect(applicationById(world, String(first.integerId))).toBeUndefined();
  expect(partnerByKey(world, 'brightwater')).toBe(world.partners[0]);
  expect(partnerByKey(world, 'Brightwater')).toBeUndefined();
});

test('When a client holds no secret at all, then the current one is empty', () => {
  expect(currentSecret({ ...credential(world, 'oakfield'), secrets: [] })).toBe('');
});
