import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { readCommandLine } from '../../cli/command-line.js';
import { OPTIONS } from '../../cli/contract/options.js';
import { CASES } from '../../contract/cases/index.js';
import { VERDICTS } from '../../contract/finding.js';
import { VERDICT_WORDS } from '../../contract/report/vocabulary.js';
import { VERDICT_SIGNS } from '../../contract/report/words.js';
import { selectCases } from '../../contract/select.js';
import { wordsOf } from '../../contract/subject/words.js';
import { readProject } from '../support/ledger.js';

/** What the guides tell people to type is what the command knows. */

const PAGES = ['docs/contract.md', 'docs/contract/languages.md'];
const guide = readProject('docs/contract.md');

const commands = PAGES.flatMap(page =>
  [...readProject(page).matchAll(/^.*?(?:npx |node_modules\/\.bin\/)sims-harness contract (.*)$/gm)].map(
    ([, rest = '']) => rest,
  ),
);
const blocks = (language: string) =>
  [...guide.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, text = '']) =>
    name === language ? [text] : [],
  );

describe('Judge your agent in ten minutes', () => {
  test.each(commands)('When somebody types "sims-harness contract %s", then every option of it is known', command => {
    const { given, words } = readCommandLine(wordsOf(command, 'the guide'), OPTIONS);
    expect(words).toEqual([]);
    expect(Object.keys(given).length).toBeGreaterThan(0);
    const { only = [], skip = [] } = given as { only?: string[]; skip?: string[] };
    expect(selectCases(CASES, { only, skip }).length).toBeGreaterThan(0);
  });

  test('When the blocks of YAML are read, then they are YAML, and the file of settings holds settings only', () => {
    const read = blocks('yaml').map(text => parseDocument(text, { strict: true }));
    expect(read.flatMap(({ errors }) => errors)).toEqual([]);
    const settings = read.map(each => each.toJS()).find(each => typeof each === 'object' && 'exec' in each);
    expect(Object.keys(settings).filter(key => !Object.hasOwn(OPTIONS, key))).toEqual([]);
  });

  test('When a verdict is given, then the guide tells what it means', () => {
    const unsaid = VERDICTS.filter(
      verdict =>
        !guide.includes(`| ${VERDICT_SIGNS[verdict]} ${VERDICT_WORDS[verdict].split(' (')[0]} (\`${verdict}\`) |`),
    );
    expect(unsaid).toEqual([]);
  });
});
