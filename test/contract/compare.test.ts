import { expect, test } from 'vitest';
import { difference, schools } from '../../contract/compare.js';
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

const held = (clientId: string, { organisationId } = site) => ({ organisationId, clientId, secretFingerprint: 'f' });
const [other = site] = sites;

test.each([
  [[held('')], `a row without a client id for ${site.name}`],
  [[held('its-neighbour')], `another client id for ${site.name}`],
])(
  'When the row of a school cannot be used, then it is told why, and not that the school should be absent',
  (rows, told) => {
    expect(difference(rows, [held('its-own')], world)).toBe(`1 credential: missing ${site.name}; ${told}`);
  },
);

test('When a school is held that has left, then it is told that it should not be', () => {
  const rows = [held('its-own'), held('its-own', other)];
  expect(difference(rows, [held('its-own')], world)).toBe(`2 credentials: should not hold ${other.name}`);
});
