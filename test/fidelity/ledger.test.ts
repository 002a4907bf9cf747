import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { switchTable } from '../../mock-server/index.js';
import { FACT, ledgerRows, page, readProject, section, switchRows } from '../support/ledger.js';

/** The ledger and the code may not part: each says what the other does. */

const pinned = ledgerRows.filter(row => row.tests.length > 0);
const listed = new Set(ledgerRows.flatMap(row => row.facts));
const factsIn = (text: string) => [...new Set(text.match(FACT) ?? [])];
/** Every TypeScript file below these folders. */
const sources = (...folders: string[]) =>
  folders.flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => join(folder, name)),
  );
const TITLED = ['test/sts', 'test/rap', 'test/http', 'test/journeys'];
/** What the titles of a file name, in brackets at their end; elsewhere in the tests a mention will do. */
const titleFacts = (text: string) =>
  [...text.matchAll(/\[([A-Z]{2,5}-\d{2}(?:, [A-Z]{2,5}-\d{2})*)\]["'`]/g)].flatMap(match => factsIn(match[1] ?? ''));
const proven = (file: string) => {
  const text = existsSync(file) ? readProject(file) : '';
  return TITLED.some(folder => file.startsWith(folder)) ? titleFacts(text) : factsIn(text);
};

describe('the rows', () => {
  test('When the page is read, then every fact of the STS, of RAP and of the life cycle is there, once', () => {
    const all = ledgerRows.flatMap(row => row.facts);
    expect(all.filter((fact, at) => all.indexOf(fact) !== at)).toEqual([]);
    expect(all.every(fact => factsIn(fact)[0] === fact)).toBe(true);
    expect(all.length).toBeGreaterThan(270);
  });

  test('When a row says how we know, then the words are valid and every source is in the legend', () => {
    const legend = new Set([...(page.split('\n## ', 1)[0]?.matchAll(/`(\w+)`/g) ?? [])].map(match => match[1]));
    for (const { facts, standings } of ledgerRows) {
      for (const { standing, sources: named } of standings) {
        expect(['documented', 'product', 'inferred', 'unknown'], facts.join()).toContain(standing);
        expect(named.length > 0, `${facts}: ${standing} names its source`).toBe(standing !== 'unknown');
        expect(
          named.filter(source => !legend.has(source)),
          facts.join(),
        ).toEqual([]);
      }
    }
  });

  test('When a row is pinned by tests, then they exist, name its facts, and leave none of them out', () => {
    const idle = pinned.flatMap(({ facts, tests }) =>
      tests.filter(file => !proven(file).some(fact => facts.includes(fact))).map(file => `${file} for ${facts}`),
    );
    const bare = pinned.flatMap(({ facts, tests }) => {
      const named = tests.flatMap(proven);
      return facts.filter(fact => !named.includes(fact)).map(fact => `${fact} in ${tests}`);
    });
    expect({ idle, bare }).toEqual({ idle: [], bare: [] });
  });

  test('When a row is not pinned, then it says why, and what is not modelled is explained', () => {
    for (const { facts, pin, tests } of ledgerRows) {
      if (tests.length > 0) continue;
      expect(['background', 'not modelled'], facts.join()).toContain(pin);
    }
    const stops = section('Where this stops');
    expect(stops).toContain('CA-05');
    expect(stops).toContain('END-12');
  });
});

describe('the code', () => {
  test('When a comment cites a fact, then the ledger has it', () => {
    const cited = sources('mock-server').flatMap(file => factsIn(readProject(file)));
    expect(cited.length).toBeGreaterThan(100);
    expect([...new Set(cited)].filter(fact => !listed.has(fact))).toEqual([]);
  });

  test('When the title of a test names facts, then the ledger has them', () => {
    const titles = sources(...TITLED).flatMap(file => titleFacts(readProject(file)));
    expect(titles.length).toBeGreaterThan(300);
    expect(titles.filter(fact => !listed.has(fact))).toEqual([]);
  });
});

describe('the switches', () => {
  test('When the table is read, then it is the table of the code: names, values, defaults and facts', () => {
    const built = switchTable().map(s => ({
      name: s.name,
      values: s.allowed,
      default: s.default,
      facts: s.facts.join(', '),
    }));
    expect(switchRows).toEqual(built);
  });

  test('When a switch exists, then a behaviour names it; and none is named that does not', () => {
    const names = switchTable().map(s => s.name);
    const used = new Set(ledgerRows.flatMap(row => row.switches));
    expect(names.filter(name => !used.has(name))).toEqual([]);
    expect([...used].filter(name => !names.some(known => known === name))).toEqual([]);
  });
});
