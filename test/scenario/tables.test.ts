import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Rule, wordsOf } from '../../mock-server/scenario/rule.js';
import { CHANGE_SCHEMAS } from '../../mock-server/scenario/schema-changes.js';
import { FaultSchema } from '../../mock-server/scenario/schema-faults.js';

const readme = readFileSync(new URL('../../scenarios/README.md', import.meta.url), 'utf8');

/** Cells of the table below a heading, without its head. */
function rowsUnder(heading: string): string[][] {
  const [, section = ''] = readme.split(`\n### ${heading}\n`);
  const [, ...rows] = (section.split('\n#')[0] ?? '').split('\n').filter(line => /^\| [^-]/.test(line));
  return rows.map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  );
}

/** The row of one kind: its name, what it needs, what it may say besides, and what it is. */
function rowOf(kind: string, { properties = {}, required = [], description = '' }: Rule): string[] {
  const said = Object.keys(properties).filter(key => !['kind', 'times'].includes(key));
  const cell = (needed: boolean) =>
    said
      .filter(key => required.includes(key) === needed)
      .map(key => `\`${key}\`${wordsIn(properties[key] ?? {})}`)
      .join(', ');
  return [`\`${kind}\``, cell(true), cell(false), description];
}

function wordsIn(rule: Rule): string {
  const words = wordsOf(rule);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

test('When a scenario may say a change, then the README has it with all it takes and what happens', () => {
  const rules = Object.entries(CHANGE_SCHEMAS as object as Readonly<Record<string, Rule>>);
  expect(rowsUnder('All changes')).toEqual(rules.map(([kind, rule]) => rowOf(kind, rule)));
});

test('When a scenario may say a fault, then the README has it with all it takes and what the client sees', () => {
  const { anyOf: rules = [] } = FaultSchema as object as Rule;
  expect(rowsUnder('All faults')).toEqual(rules.map(rule => rowOf(String(rule.properties?.['kind']?.const), rule)));
});
