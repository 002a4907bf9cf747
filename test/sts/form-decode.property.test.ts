import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formDecode, readForm } from '../../mock-server/credentials/form.js';

/** Any text, lone surrogates and control characters included. */
const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
/** Text made of what decoders stumble over. */
const tricky = fc
  .array(fc.constantFrom('%', '+', '&', '=', '%2', '%41', '%C3', '%A9', '%ff', '%E2%82%AC', 'a', ' ', 'é', '\0'))
  .map(parts => parts.join(''));
const text = fc.oneof(anything, tricky);
const wellFormed = fc.string({ unit: 'grapheme-composite' });

describe('formDecode', () => {
  test('When the input is well-formed, then it is decodeURIComponent with a blank for a plus [STS-50, CA-25]', () => {
    fc.assert(
      fc.property(wellFormed, s => {
        const encoded = new URLSearchParams({ s }).toString().slice(2);
        expect(formDecode(encoded)).toBe(decodeURIComponent(encoded.replaceAll('+', ' ')));
        expect(formDecode(encoded)).toBe(s);
        expect(formDecode(encodeURIComponent(s))).toBe(s);
      }),
    );
  });

  test('When the input is anything at all, then it never throws and decoded text without escapes stays [STS-50, CA-25]', () => {
    fc.assert(
      fc.property(text, s => {
        const decoded = formDecode(s);
        if (!/[%+]/.test(s)) expect(decoded).toBe(s);
        expect(decoded.length).toBeLessThanOrEqual(s.length);
      }),
    );
  });

  test.each([
    ['100%', '100%'],
    ['%zz%4', '%zz%4'],
    ['%41%zz', 'A%zz'],
    ['%C3%A9', 'é'],
    ['%C3', '%C3'],
    ['%c3x%a9', '%C3x%A9'],
    ['%FFA%41', '%FFAA'],
    ['%EF%BB%BFx', '\uFEFFx'],
    ['%ED%A0%80', '%ED%A0%80'],
    ['%00', '\0'],
  ])('When it is %s, then it reads as the .NET decoder reads it [CA-25]', (encoded, decoded) => {
    expect(formDecode(encoded)).toBe(decoded);
  });
});

describe('readForm', () => {
  test('When the body is anything at all, then it can be read [STS-50]', () => {
    fc.assert(
      fc.property(text, text, (body, name) => {
        const form = readForm(body);
        for (const field of ['client_id', 'client_secret', 'scope', name]) {
          expect(['string', 'undefined']).toContain(typeof form.get(field));
        }
      }),
    );
  });

  test('When fields are encoded and sent, then each is read as it was [STS-50, STS-51]', () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, (scope, other) => {
        const form = readForm(new URLSearchParams({ other, scope, client_id: other }).toString());
        expect([form.get('scope'), form.get('other'), form.get('client_id')]).toEqual([scope, other, other]);
      }),
    );
  });

  test('When a credential is repeated, then its values are joined in order [STS-52]', () => {
    fc.assert(
      fc.property(fc.array(wellFormed, { minLength: 1, maxLength: 4 }), values => {
        const body = values.map(v => new URLSearchParams({ client_secret: v }).toString()).join('&');
        expect(readForm(body).get('client_secret')).toBe(values.join(','));
      }),
    );
  });
});
