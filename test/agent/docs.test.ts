import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../agent/config/policy-file.js';
import { settings } from '../../agent/config/settings.js';

const page = await readFile(new URL('../../docs/agent.md', import.meta.url), 'utf8');
const cells = page.split('\n').map(line => line.split('|').map(cell => cell.trim()));

/** `name` and default of every policy field, as the table shows them. */
function fieldsOf(value: object, path = ''): readonly string[] {
  return Object.entries(value).flatMap(([key, each]) =>
    typeof each === 'object' && !Array.isArray(each)
      ? fieldsOf(each, `${path}${key}.`)
      : [`\`${path}${key}\` \`${JSON.stringify(each)}\``],
  );
}

describe('docs/agent.md', () => {
  test('When a policy field or its default changes, then the table has it, and nothing else', () => {
    const from = cells.findIndex(([, name]) => name === 'policy field') + 2;
    const to = cells.findIndex((row, at) => at > from && row.length === 1);
    expect(cells.slice(from, to).map(([, name, value]) => `${name} ${value}`)).toEqual(fieldsOf(defaultPolicy));
  });

  test('When a setting is added, then its variable and its flag are there', () => {
    for (const { env, flag } of Object.values(settings)) {
      const row = cells.find(([, name]) => name === `\`${env}\``);
      expect(row?.[2]).toBe(`\`--${flag}\``);
    }
  });

  test('When files are named in the reading order, then they exist', async () => {
    const files = (await readdir(new URL('../../agent/', import.meta.url), { recursive: true })).map(file =>
      basename(file),
    );
    for (const [, name = ''] of page.matchAll(/`(?:\w+\/)*([\w-]+\.ts)`/g)) expect(files).toContain(name);
  });
});

describe('docs/agent/rules.md', () => {
  test('When a comment in agent/ names a rule or a fact, then one page says what it is, and no rule is left over', async () => {
    const folder = new URL('../../agent/', import.meta.url);
    const files = (await readdir(folder, { recursive: true })).filter(file => file.endsWith('.ts'));
    const code = (await Promise.all(files.map(file => readFile(new URL(file, folder), 'utf8')))).join('\n');
    const rules = await readFile(new URL('../../docs/agent/rules.md', import.meta.url), 'utf8');
    const facts = await readFile(new URL('../../docs/fidelity.md', import.meta.url), 'utf8');
    const told = new Set([...rules.matchAll(/^\| ([A-Z]+-?\d+) \| \S/gm)].map(([, id = '']) => id));
    const usedRules = new Set(code.match(/\b(?:[EGIVW]\d{1,2}|[ST]\d|PG\d)\b/g));
    const usedFacts = new Set(code.match(/\b[A-Z]{2,6}-\d{2}\b/g));
    expect([...usedRules].filter(id => !told.has(id))).toEqual([]);
    expect([...usedFacts].filter(id => !told.has(id) && !facts.includes(id))).toEqual([]);
    expect([...told].filter(id => !usedRules.has(id) && !usedFacts.has(id))).toEqual([]);
  });
});
