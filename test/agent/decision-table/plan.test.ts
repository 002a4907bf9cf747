// The decision table, its rows one by one against the pure plan; then what takes more than one cycle to show.
import { describe, expect, test } from 'vitest';
import { defaultRules } from '../../../agent/core/policy.js';
import { emptySnapshot } from '../../../agent/core/snapshot.js';
import {
  approving,
  changesIn,
  committed,
  day,
  evidenceOf,
  hour,
  listOf,
  pairsOf,
  planFor,
  servedIn,
  siteOf,
  without,
} from '../../support/agent/evidence.js';
import { planClients } from './plan-clients.js';
import { planList } from './plan-list.js';
import { failed, full, now, schools, threeSharing } from './plan-row.js';

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
    const world = { ...schools, 1: { clients: { 'client-1': 'new' } } };
    const rotatedOnce = committed(full, planFor(full, evidenceOf(world), now), now);
    expect(siteOf(rotatedOnce.sites, 1).clients[0]?.previous?.fp).toContain('secret-1');
    const early = planFor(rotatedOnce, evidenceOf(world), now + 7 * day - 1);
    expect(siteOf(early.sites, 1).clients[0]?.previous).toBeDefined();
    const late = planFor(rotatedOnce, evidenceOf(world), now + 7 * day);
    expect(siteOf(late.sites, 1).clients[0]?.previous).toBeUndefined();
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
