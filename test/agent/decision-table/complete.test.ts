// No row without its pins: one of the pure plan, or the reason why there is none, and one on the wire.
import { describe, expect, test } from 'vitest';
import { planClients } from './plan-clients.js';
import { planList } from './plan-list.js';
import { table } from './table.js';

const ids = Array.from({ length: 53 }, (_, at) => `W${String(at + 1).padStart(2, '0')}`);
const inPlan = new Set([...planList, ...planClients].map(({ row }) => row));

describe('the decision table as data', () => {
  test('When it is read, then it has W01 to W53, each once and in order', () => {
    expect(table.map(({ id }) => id)).toEqual(ids);
  });

  test.for(table)('When $id is looked up, then a plan and the wire show it', ({ id, notInPlan, plays, exits }) => {
    expect({ id, isPinned: inPlan.has(id) }).toEqual({ id, isPinned: notInPlan === undefined });
    expect(plays.length).toBeGreaterThan(0);
    const seen = plays.flatMap(({ runs }) => runs.map(({ exit }) => exit));
    for (const exit of exits) expect(seen).toContain(exit);
  });

  test('When two plays have one name within a row, then nobody could tell which failed', () => {
    for (const { id, plays } of table)
      expect({ id, names: new Set(plays.map(({ when }) => when)).size }).toEqual({ id, names: plays.length });
  });
});
