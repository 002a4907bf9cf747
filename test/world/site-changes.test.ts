import { describe, expect, test } from 'vitest';
import { siteByKey } from '../../mock-server/world/index.js';
import { AT, move, worldAfter } from './arrange.js';
import { application, credential, installation } from './look.js';

describe('a school joins', () => {
  test('When a school the world knows installs the application, then it stands last in the list, active, with a credential of its own', () => {
    const world = move(worldAfter('three-schools'), { kind: 'site.installed', site: 'hillcrest' });
    expect(world.installations.at(-1)).toMatchObject({
      site: 'hillcrest',
      state: 'active',
      changedAt: AT,
      hidden: false,
    });
    expect(credential(world, 'hillcrest').kind).toBe('oneroster');
    expect(world.sites).toHaveLength(worldAfter('three-schools').sites.length);
  });

  test('When a school nobody knows installs it under a name, then the school exists with an organisation id of its own', () => {
    const before = worldAfter('three-schools');
    const world = move(before, { kind: 'site.installed', site: 'newtown', name: 'Newtown School', dfeCode: '5009999' });
    expect(siteByKey(world, 'newtown')).toMatchObject({ name: 'Newtown School', dfeCode: '5009999', deniNumber: null });
    const ids = before.sites.map(s => s.organisationId);
    expect(ids).not.toContain(siteByKey(world, 'newtown')?.organisationId);
  });

  test('When the application needs approval, then a new school waits, unless the change says otherwise', () => {
    const world = worldAfter('awkward');
    const homework = world.applications[1]?.id ?? '';
    const waiting = move(world, { kind: 'site.installed', site: 'hillcrest', application: homework });
    expect(waiting.installations.at(-1)?.state).toBe('pending');
    const active = move(world, { kind: 'site.installed', site: 'hillcrest', application: homework, pending: false });
    expect(active.installations.at(-1)?.state).toBe('active');
  });

  test('When the site is named by its organisation id in lower case, then the same school is meant', () => {
    const world = worldAfter('three-schools');
    const id = siteByKey(world, 'hillcrest')?.organisationId.toLowerCase() ?? '';
    expect(move(world, { kind: 'site.installed', site: id }).installations.at(-1)?.site).toBe('hillcrest');
  });
});

describe('a school moves between states', () => {
  test('When a waiting school is approved, then it is active', () => {
    const world = worldAfter('three-schools', { kind: 'site.installed', site: 'hillcrest', pending: true });
    expect(installation(move(world, { kind: 'site.approved', site: 'hillcrest' }), 'hillcrest').state).toBe('active');
  });

  test('When a school is disabled and enabled again, then its place and its credentials are as before', () => {
    const before = worldAfter('three-schools');
    const disabled = move(before, { kind: 'site.disabled', site: 'oakfield' });
    expect(installation(disabled, 'oakfield').state).toBe('disabled');
    const again = move(disabled, { kind: 'site.enabled', site: 'oakfield' });
    expect(again.installations).toEqual(
      before.installations.map(i => (i.site === 'oakfield' ? { ...i, changedAt: AT } : i)),
    );
  });

  test('When a school removes the application, then only its installation changes', () => {
    const before = worldAfter('three-schools');
    const after = move(before, { kind: 'site.removed', site: 'oakfield' });
    expect(installation(after, 'oakfield')).toMatchObject({ state: 'removed', changedAt: AT });
    expect(after.sites).toBe(before.sites);
    expect(installation(after, 'riverside')).toBe(installation(before, 'riverside'));
  });
});

describe('a school returns', () => {
  const gone = worldAfter('three-schools', { kind: 'site.removed', site: 'oakfield' });

  test('When it comes back, then it stands last with a new credential, and the former one is kept as removed', () => {
    const world = move(gone, { kind: 'site.reinstalled', site: 'oakfield' });
    expect(world.installations.at(-1)?.site).toBe('oakfield');
    const [former, fresh] = installation(world, 'oakfield').clients;
    expect(former).toMatchObject({ clientId: credential(gone, 'oakfield').clientId, state: 'removed' });
    expect(fresh?.state).toBe('active');
  });

  test('When it comes back with the same credentials, then nothing about them changes', () => {
    const world = move(gone, { kind: 'site.reinstalled', site: 'oakfield', credentials: 'same' });
    expect(installation(world, 'oakfield')).toMatchObject({ state: 'active', hidden: false });
    expect(installation(world, 'oakfield').clients).toEqual(installation(gone, 'oakfield').clients);
  });

  test('When the application needs approval, then a school that comes back waits', () => {
    const world = worldAfter('awkward');
    const homework = world.applications[1]?.id ?? '';
    const of = { site: 'two-applications', application: homework };
    const again = move(move(world, { kind: 'site.removed', ...of }), { kind: 'site.reinstalled', ...of });
    expect(again.installations.at(-1)).toMatchObject({ application: homework, state: 'pending' });
    expect(installation(again, 'two-applications').state).toBe('active');
  });
});

describe('what is known of a school', () => {
  test('When a school is renamed, then its key, its id and its installation stay', () => {
    const before = worldAfter('three-schools');
    const after = move(before, { kind: 'site.renamed', site: 'oakfield', name: 'Oakfield Academy' });
    expect(siteByKey(after, 'oakfield')).toEqual({ ...siteByKey(before, 'oakfield'), name: 'Oakfield Academy' });
    expect(after.installations).toBe(before.installations);
  });

  test('When one code is changed, then the other is left alone, and null takes a code away', () => {
    const before = worldAfter('three-schools');
    const recoded = move(before, { kind: 'site.recoded', site: 'oakfield', deniNumber: '1012345' });
    expect(siteByKey(recoded, 'oakfield')).toEqual({ ...siteByKey(before, 'oakfield'), deniNumber: '1012345' });
    const without = move(before, { kind: 'site.recoded', site: 'oakfield', dfeCode: null });
    expect(siteByKey(without, 'oakfield')?.dfeCode).toBeNull();
  });
});

test('When the only application has a name, then a change may call it by name or by id in any case', () => {
  const world = worldAfter('three-schools');
  const { id, name } = application(world);
  for (const called of [name, id, id.toUpperCase()]) {
    const after = move(world, { kind: 'site.disabled', site: 'oakfield', application: called });
    expect(installation(after, 'oakfield').state).toBe('disabled');
  }
});
