import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CASES } from '../../contract/cases/index.js';
import { CLAUSES, clauseTitle } from '../../contract/clauses.js';
import { readProject } from '../support/ledger.js';
import { clausesPage } from './pages/clauses-page.js';
import { requirementsPage } from './pages/requirements-page.js';

describe('The pages that are made of the cases', () => {
  test('When a case or a clause has changed, then docs/contract/clauses.md was made again: npm run contract:pages', () => {
    expect(readProject('docs/contract/clauses.md')).toBe(clausesPage(CASES));
  });

  test('When a case has changed, then docs/contract/requirements.md was made again: npm run contract:pages', () => {
    expect(readProject('docs/contract/requirements.md')).toBe(requirementsPage(CASES));
  });

  test('When a clause asks something, then a case, a person or a reason not to judge it answers', () => {
    const answered = CLAUSES.filter(
      ({ id, person, aside }) =>
        person !== undefined || aside !== undefined || CASES.some(({ clauses }) => clauses.includes(id)),
    );
    expect(CLAUSES.filter(clause => !answered.includes(clause)).map(({ id }) => id)).toEqual([]);
  });

  test('When a case names a clause, then the clause is there', () => {
    const unknown = CASES.flatMap(({ clauses }) => clauses).filter(id => clauseTitle(id) === id);
    expect(unknown).toEqual([]);
  });

  test('When the guide links to a page of the project, then the page is there', () => {
    for (const page of ['docs/contract.md', 'docs/contract/languages.md']) {
      const links = [...readProject(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
      expect(links.length).toBeGreaterThan(0);
      const base = new URL(`../../${page}`, import.meta.url);
      expect(links.filter(link => !existsSync(new URL(link, base)))).toEqual([]);
    }
  });
});
