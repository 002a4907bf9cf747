import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildWorld } from '../../fixtures/index.js';
import { masked } from '../../mock-server/control/try/mask.js';
import { secretsOf } from '../../mock-server/world/index.js';

const world = buildWorld('three-schools');
if (!world) throw new Error('arrange: no such world');
const [secret = ''] = secretsOf(world);
const print = (text: string) => `#${text.length}`;
const mask = (text: string, given: readonly string[] = []) => masked(text, world, print, given);

test('When a row holds a secret, then its fingerprint stands there and all else is as it was', () => {
  const row = (value: string) => `[ {"ClientId":"a\\"b", "Secret" : "${value}","Description":null} ]`;
  expect(mask(row('s\\u0026t'))).toBe(row('#3'));
  expect(mask('{"access_token":"x","expires_in":1}')).toBe('{"access_token":"#1","expires_in":1}');
  expect(mask('<Secret>x&amp;y</Secret><Id>0</Id>')).toBe('<Secret>#7</Secret><Id>0</Id>');
});

test('When any row is cut anywhere, then nothing of its secret is left', () => {
  const texts = fc.string({ unit: 'grapheme', minLength: 4, maxLength: 30 });
  fc.assert(
    fc.property(texts, fc.nat(), (value, at) => {
      const text = JSON.stringify([{ ClientId: 'id', Secret: value, Description: 'rows' }]);
      const begins = text.indexOf('"Secret"') + 10;
      const shown = mask(text.slice(0, begins + (at % (text.length - begins))));
      expect(shown.slice(begins)).toMatch(/^(#\d+("(,.*)?)?|\(not shown.*)?$/s);
    }),
  );
});

test.each([
  ['in another member', JSON.stringify({ Description: secret })],
  ['in a text that is no JSON', `<p>${secret}</p>`],
  ['encoded for an address', `/connect/token?x=${encodeURIComponent(`&${secret}`)}`],
])('When a secret of the world stands %s, then nothing of that text is shown', (_, text) => {
  expect(mask(text)).toBe('(not shown: a secret stands in it)');
});

test('When a secret that somebody gave comes back, or a token does, then a fingerprint stands there', () => {
  expect(mask('error near my own secret', ['my own secret'])).toBe('error near #13');
  const token = `${'a'.repeat(20)}.${'b'.repeat(20)}.${'c'.repeat(20)}`;
  expect(mask(`Bearer ${token}`)).toBe('Bearer #62');
});
