import { describe, expect, test } from 'vitest';
import { guidOf } from '../../mock-server/world/index.js';

const ID = '3f2b8c1e-7a40-4d19-9c55-0e6b1d2a7f84';
const BARE = ID.replaceAll('-', '');

describe('the spellings of a GUID (RAP-47)', () => {
  test.each([ID, ID.toUpperCase(), BARE, `{${ID}}`, `(${ID})`, `  ${ID} `, ` {${ID.toUpperCase()}}`])(
    'When it is written "%s", then it is the same id',
    text => {
      expect(guidOf(text, 'any')).toBe(ID);
    },
  );

  test.each(['', '4711', `${ID}0`, ID.slice(1), `{${ID}`, `{${ID})`, ID.replaceAll('f', 'g'), BARE.slice(1)])(
    'When it is written "%s", then it is none',
    text => {
      expect(guidOf(text, 'any')).toBeUndefined();
    },
  );

  test('When only hyphens are allowed, then every other spelling is none', () => {
    expect(guidOf(ID.toUpperCase(), 'hyphenated')).toBe(ID);
    for (const text of [BARE, `{${ID}}`, ` ${ID}`]) expect(guidOf(text, 'hyphenated')).toBeUndefined();
  });
});
