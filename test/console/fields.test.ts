import { expect, test } from 'vitest';
import { forPeople } from '../../mock-server/console/app/for-people.js';
import { nameTrouble } from '../../mock-server/console/app/pages/estate/name.js';
import { presetsFor, REQUESTS } from '../../mock-server/console/app/pages/scenario/fault-presets.js';
import { readSeed } from '../../mock-server/console/app/pages/scenario/seed.js';

test.each(['abc', '-1', '1e99', '1.5', '99999999999999999999'])(
  'When %s is typed as a seed, then it is refused beside the field',
  typed => expect(readSeed(typed)).toEqual({ trouble: expect.stringContaining('whole number') }),
);

test.each([
  ['', {}],
  [' 42 ', { seed: 42 }],
  ['0', { seed: 0 }],
])('When "%s" is typed as a seed, then it is taken', (typed, read) => expect(readSeed(typed)).toEqual(read));

test('When the API refuses a body, then people are told what is wrong and not where in the body', () => {
  const told = 'In the body at [0].on: There is no school "x".\nIn the query: Another.\nIn the body of water: no.';
  expect(forPeople(told)).toBe('There is no school "x".\nAnother.\nIn the body of water: no.');
});

test('When tokens are struck, then no fault of lists is offered, and RAP has them all', () => {
  const offered = (request: string) => presetsFor(request).map(({ id }) => id);
  expect(REQUESTS.map(({ value }) => [value, offered(value).includes('shuffle')])).toEqual(
    REQUESTS.map(({ value }) => [value, !value.startsWith('sts')]),
  );
  expect(offered('sts')).toContain('503');
});

test('When a name has more than 200 characters, then the field says how many, and 200 are taken', () => {
  expect(nameTrouble('🏫'.repeat(200))).toBeUndefined();
  expect(nameTrouble('a'.repeat(201))).toContain('this one has 201');
});
