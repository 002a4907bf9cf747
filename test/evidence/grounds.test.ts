import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BASE, groundsOfCase, groundsOfScenario, OF_CHANGES, OF_FAULTS, restsOn } from '../../cli/evidence/grounds.js';
import { type LedgerRow, STANDINGS, weakestOf } from '../../cli/evidence/ledger.js';
import { readOneScenario } from '../../cli/scenario-from.js';
import { CASES } from '../../contract/index.js';
import { CHANGE_KINDS } from '../../mock-server/world/change.js';
import { ledgerRows } from '../support/ledger.js';

/** What a scenario or a requirement rests on, told from what is played in it and from the ledger. */

const scenario = async (id: string) => restsOn(groundsOfScenario(await readOneScenario({ id })), ledgerRows);
const found = (id: string) => CASES.find(each => each.id === id)?.rounds ?? [];
const ofCase = (id: string) => restsOn(groundsOfCase({ rounds: found(id) }), ledgerRows);

describe('the table of grounds', () => {
  test('When a change or a fault can be played, then its facts are in the ledger', () => {
    expect(Object.keys(OF_CHANGES).sort()).toEqual([...CHANGE_KINDS].sort());
    const named = [
      ...BASE,
      ...Object.values(OF_CHANGES).flat(),
      ...Object.values(OF_FAULTS).flatMap(facts => facts ?? []),
    ];
    const listed = new Set(ledgerRows.flatMap(row => row.facts));
    expect(named.filter(fact => !listed.has(fact))).toEqual([]);
  });
});

describe('what something rests on', () => {
  test('When only the ordinary calls are played, then nothing beyond them is claimed', async () => {
    expect(await scenario('first-sync')).toMatchObject({ facts: [], own: [], weakest: 'documented', assumed: [] });
  });

  test('When a secret is reissued, then it says that the moment the old one ends is assumed, and by which switch', async () => {
    const { weakest, assumed } = await scenario('secret-reissued');
    expect(weakest).toBe('assumed');
    expect(assumed.map(({ switches }) => switches)).toEqual([['sts.secretOverlap']]);
  });

  test('When changes are made by the acts of a requirement, then they count, as does what breaks by our own idea', () => {
    expect(ofCase('CACHE-03').facts).toContain('LIFE-19');
    expect(ofCase('SEC-04').own).toEqual(['redirect']);
    expect(ofCase('DEL-02')).toMatchObject({ weakest: 'assumed', own: ['garbage', 'wrongType'] });
  });

  test('When a fact is not in the ledger, then it counts as unknown', () => {
    expect(restsOn({ facts: ['LIFE-99'], own: [] }, ledgerRows).weakest).toBe('unknown');
  });

  test('When a ledger is whatever it is, then a row is known no better than its weakest part, and an assumption has a switch', () => {
    const words = fc.constantFrom('documented' as const, 'product' as const, 'inferred' as const, 'unknown' as const);
    const rows = fc.record({
      standings: fc.array(fc.record({ standing: words, sources: fc.constant([]) }), { minLength: 1 }),
      switches: fc.array(fc.constant('a.switch'), { maxLength: 1 }),
    });
    fc.assert(
      fc.property(rows, row => {
        const weakest = weakestOf(row);
        const place = (standing: (typeof STANDINGS)[number]) => STANDINGS.indexOf(standing);
        const worst = Math.max(...row.standings.map(({ standing }) => place(standing)));
        if (worst < place('assumed')) expect(place(weakest)).toBe(worst);
        else expect(weakest).toBe(row.switches.length > 0 ? 'assumed' : 'unknown');
      }),
    );
  });

  test('When more is played, then it is never known better', () => {
    const facts = [...new Set(ledgerRows.flatMap((row: LedgerRow) => row.facts))];
    const some = fc.subarray(facts, { maxLength: 6 });
    const rank = (played: readonly string[]) =>
      STANDINGS.indexOf(restsOn({ facts: played, own: [] }, ledgerRows).weakest);
    fc.assert(
      fc.property(some, some, (one, more) => {
        expect(rank([...one, ...more])).toBeGreaterThanOrEqual(rank(one));
      }),
    );
  });
});
