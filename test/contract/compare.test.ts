import { expect, test } from 'vitest';
import { schools } from '../../contract/compare.js';
import { buildWorld } from '../../fixtures/index.js';

const world = buildWorld('three-schools', { seed: 1 });
const [site, ...sites] = world.sites;
if (!site) throw new Error('a school is needed');

test.each([
  [{ name: 'Ysgol Dŵr' }, 'Ysgol Dŵr'],
  [{ name: null, dfeCode: '8231234' }, 'the school with DfE code 8231234'],
  [{ name: ' ', dfeCode: null }, `the school "${site.key}"`],
])('When a school is %o, then it is called %s', (changes, called) => {
  const named = { ...world, sites: [{ ...site, ...changes }, ...sites] };
  expect(schools([site.organisationId.toUpperCase(), site.organisationId], named)).toBe(called);
});

test('When an id is no school’s, then it is told as it is', () => {
  expect(schools(['4711'], world)).toBe('unknown organisation 4711');
});
