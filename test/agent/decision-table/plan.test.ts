// The decision table, its rows one by one against the pure plan; then what takes more than one cycle to show.
import { describe, expect, test } from 'vitest';
import type { ListEvidence } from '../../../agent/core/evidence.js';
import { defaultRules } from '../../../agent/core/policy.js';
import { emptySnapshot, servedClients } from '../../../agent/core/snapshot.js';
import {
  approving,
  bodyOf,
  changesIn,
  committed,
  day,
  evidenceOf,
  hour,
  listOf,
  minute,
  pairsOf,
  planFor,
  servedIn,
  siteOf,
  siteRow,
  type World,
  without,
} from '../../support/agent/evidence.js';
import { planClients } from './plan-clients.js';
import { planList } from './plan-list.js';
import { failed, full, now, schools, sharing, suspendedOfTwo, threeSharing, twice } from './plan-row.js';

const newSecret = { ...schools, 1: { clients: { 'client-1': 'new' } } };
const twoAnswers = (world: World): ListEvidence => {
  const list = listOf(world);
  return { ...list, rows: [...list.rows, siteRow(1, { authorised: 0 })] };
};

describe('the decision table', () => {
  test.each([...planList, ...planClients])(
    'When $when ($row), then the run ends $exit with the rows the table says',
    row => {
      const previous = row.previous ?? full;
      const result = planFor(previous, row.evidence, row.at ?? now, { ...defaultRules, ...row.rules });
      expect(result.exit).toBe(row.exit);
      expect(result.commit).toBe(row.commits ?? true);
      expect(changesIn(result)).toEqual(row.changes);
      const serves = row.serves ? pairsOf(row.serves) : servedIn(previous.sites);
      expect(servedIn(result.sites)).toEqual(serves);
      if (row.alarms) expect(result.alarms.map(({ name }) => name)).toEqual(row.alarms);
    },
  );

  test('When a site leaves for good (W13), then it is leaving first and a tombstone in the next cycle', () => {
    const first = planFor(full, evidenceOf(schools, { second: listOf(without(schools, 3)) }), now);
    expect(siteOf(first.sites, 3).carried?.why).toBe('leaving');
    const second = planFor(committed(full, first, now), evidenceOf(without(schools, 3)), now + hour);
    expect(siteOf(second.sites, 3)).toMatchObject({ state: 'tombstone', reason: 'gone' });
  });

  test('When a carried row stays stale (W25), then it says since when it has been so', () => {
    const broken = evidenceOf(schools, { clients: { 1: failed } });
    const first = committed(full, planFor(full, broken, now), now);
    const second = planFor(first, broken, now + hour);
    expect(siteOf(second.sites, 1).carried).toEqual({ why: 'stale', sinceAt: now });
    const third = planFor(committed(first, second, now + hour), evidenceOf(schools), now + 2 * hour);
    expect(siteOf(third.sites, 1).carried).toBeUndefined();
  });

  test('When a secret changed (W32), then the former one is kept for a week and no longer', () => {
    const rotatedOnce = committed(full, planFor(full, evidenceOf(newSecret), now), now);
    expect(siteOf(rotatedOnce.sites, 1).clients[0]?.previous?.fp).toContain('secret-1');
    const early = planFor(rotatedOnce, evidenceOf(newSecret), now + 7 * day - 1);
    expect(siteOf(early.sites, 1).clients[0]?.previous).toBeDefined();
    const late = planFor(rotatedOnce, evidenceOf(newSecret), now + 7 * day);
    expect(siteOf(late.sites, 1).clients[0]?.previous).toBeUndefined();
  });

  test.each([
    ['is unread', evidenceOf(newSecret, { clients: { 1: failed } })],
    ['is listed with two answers', evidenceOf(newSecret, { second: twoAnswers(newSecret) })],
    ['is held by a guard', evidenceOf(without(newSecret, 1, 2, 3))],
    ['is held in its client', evidenceOf(newSecret, { clients: { 1: twice('other') } })],
    ['is shown by the first list only', evidenceOf(newSecret, { second: listOf(without(newSecret, 1)) })],
    ['is suspended', evidenceOf({ ...newSecret, 1: { authorised: 0 } })],
    ['is gone', evidenceOf(without(newSecret, 1))],
  ])('When a site %s for weeks (W32), then its former secret goes after one all the same', (_what, evidence) => {
    let vault = committed(full, planFor(full, evidenceOf(newSecret), now), now);
    const former = (ms: number) => {
      vault = committed(vault, planFor(vault, evidence, now + ms), now + ms);
      return siteOf(vault.sites, 1).clients[0]?.previous?.fp;
    };
    expect(former(day)).toContain('secret-1');
    expect(former(7 * day - 1)).toContain('secret-1');
    expect(former(7 * day)).toBeUndefined();
  });

  test('When a suspended site returns with secrets that look like a mask (W22, G7), then a person can release it', () => {
    const world = { ...sharing, 1: { clients: { a: 'same', 'client-1': 'same' } } };
    const held = planFor(suspendedOfTwo, evidenceOf(world), now);
    expect(siteOf(held.sites, 1)).toMatchObject({ state: 'suspended', carried: { why: 'held' }, evidenceAt: now });
    const waiting = committed(suspendedOfTwo, held, now);
    const later = now + day + hour;
    const overdue = planFor(waiting, evidenceOf(world), later);
    expect(overdue.alarms.map(({ name }) => name)).toContain('hold_overdue');
    const digest = overdue.hold?.digest ?? '';
    expect(digest).toBe(held.hold?.digest);
    const released = planFor(approving(waiting, digest, later + hour), evidenceOf(world), later);
    expect(released).toMatchObject({ exit: 0, hold: null, approved: digest });
    expect(servedIn(released.sites)).toEqual(pairsOf(world));
  });

  test('When one of two clients returned without fresh evidence (W22), then it is served once it is read, and not before', () => {
    const world = { ...sharing, 1: { clients: { a: '1', 'client-1': 'secret-1' } } };
    const played = [twice('other', { a: '1' }), failed, bodyOf(1, { a: '1', 'client-1': null }), failed, undefined];
    let vault = suspendedOfTwo;
    const served = played.map((answer, turn) => {
      const at = now + turn * hour;
      const evidence = evidenceOf(world, answer ? { clients: { 1: answer } } : {});
      vault = committed(vault, planFor(vault, evidence, at), at);
      return servedClients(siteOf(vault.sites, 1)).map(({ client }) => client);
    });
    expect(served).toEqual([['a'], ['a'], ['a'], ['a'], ['a', 'client-1']]);
    expect(servedIn(vault.sites)).toEqual(pairsOf(world));
  });

  test('When a site goes and comes three times within a week (W40), then an alarm says that it flaps', () => {
    let vault = full;
    let alarms: readonly string[] = [];
    for (let turn = 0; turn < 6; turn++) {
      const at = now + turn * hour;
      const result = planFor(vault, evidenceOf(turn % 2 === 0 ? without(schools, 1) : schools), at);
      alarms = result.alarms.map(({ name }) => name);
      vault = committed(vault, result, at);
    }
    expect(alarms).toContain('flapping');
  });

  test('When a mass exit is approved with its digest (W11), then exactly it is applied; any other digest releases nothing', () => {
    const smaller = evidenceOf(without(schools, 1, 2, 3));
    const held = planFor(full, smaller, now);
    const waiting = committed(full, held, now);
    expect(held.exit).toBe(4);
    const digest = held.hold?.digest ?? '';
    const wrong = planFor(approving(waiting, '0'.repeat(64), now + day), smaller, now + hour);
    expect(wrong.exit).toBe(4);
    const expired = planFor(approving(waiting, digest, now + hour), smaller, now + hour);
    expect(expired.exit).toBe(4);
    const oneMore = planFor(
      approving(waiting, digest, now + day),
      evidenceOf(without(schools, 1, 2, 3, 4)),
      now + hour,
    );
    expect(oneMore.exit).toBe(4);
    const released = planFor(approving(waiting, digest, now + day), smaller, now + hour);
    expect(released).toMatchObject({ exit: 0, hold: null, approved: digest });
    expect(servedIn(released.sites)).toEqual(pairsOf(without(schools, 1, 2, 3)));
  });

  test('When an approval was given by a clock a year ahead (W11), then it never counts', () => {
    const year = now + 365 * day;
    const smaller = evidenceOf(without(schools, 1, 2, 3));
    const digest = planFor(full, smaller, year).hold?.digest ?? '';
    const approved = approving(full, digest, year + day);
    expect(planFor(approved, smaller, now).exit).toBe(4);
    expect(planFor(approved, smaller, now + 60 * day)).toMatchObject({ exit: 4, approved: null });
    expect(servedIn(planFor(approved, smaller, now + 60 * day).sites)).toEqual(pairsOf(schools));
    // A minute is what clocks differ by.
    expect(planFor(approving(full, digest, now + day + minute), smaller, now).exit).toBe(0);
    expect(planFor(approving(full, digest, now + day + minute + 1), smaller, now).exit).toBe(4);
  });

  test('When a school is new beside a hold, then the digest stays the same', () => {
    const one = planFor(full, evidenceOf(without(schools, 1, 2, 3)), now);
    const other = planFor(full, evidenceOf({ ...without(schools, 1, 2, 3), 9: {} }), now + hour);
    expect(other.hold?.digest).toBe(one.hold?.digest);
  });

  test('When a hold is a day old, then an alarm says that it is overdue', () => {
    const smaller = evidenceOf(without(schools, 1, 2, 3));
    const waiting = committed(full, planFor(full, smaller, now), now);
    expect(planFor(waiting, smaller, now + day).alarms.map(({ name }) => name)).not.toContain('hold_overdue');
    expect(planFor(waiting, smaller, now + day + 1).alarms.map(({ name }) => name)).toContain('hold_overdue');
  });

  test('When the same secret under three organisations is approved (G7), then it is taken', () => {
    const world = { ...schools, ...threeSharing };
    const held = planFor(emptySnapshot, evidenceOf(world), now);
    expect(servedIn(held.sites)).toEqual(pairsOf(without(schools, 1, 2, 3)));
    const waiting = approving(committed(emptySnapshot, held, now), held.hold?.digest ?? '', now + day);
    const released = planFor(waiting, evidenceOf(world), now + hour);
    expect(released.exit).toBe(0);
    expect(servedIn(released.sites)).toEqual(pairsOf(world));
  });
});
