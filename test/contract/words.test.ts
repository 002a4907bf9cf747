import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { metBy } from '../../contract/expected.js';
import { CASES, readExpected, selectCases } from '../../contract/index.js';
import { wrongWay } from '../../contract/preflight/fingerprints.js';
import { addressIn, useUrl } from '../../contract/subject/use-url.js';

const idsOf = (cases: readonly { readonly id: string }[]) => cases.map(({ id }) => id);
const ALL = idsOf(CASES);

describe('A selection', () => {
  test.each([
    ['snap-02', /^SNAP-02$/],
    ['DEL', /^DEL-/],
    ['SNAP-0?', /^SNAP-0\d$/],
    ['*-01', /-01$/],
    ['AUTH-01, DEL', /^(?:AUTH-01|DEL-\d+)$/],
  ])('When it is %s, then it means just that', (word, means) => {
    const wanted = ALL.filter(id => means.test(id));
    expect(idsOf(selectCases(CASES, { only: [word] }))).toEqual(wanted);
    expect(idsOf(selectCases(CASES, { skip: [word] }))).toEqual(ALL.filter(id => !wanted.includes(id)));
  });

  test('When a level is named, then only its cases are meant', () => {
    const levels = new Set(selectCases(CASES, { level: 'should' }).map(({ level }) => level));
    expect([...levels]).toEqual(['should']);
  });

  test.each([
    [{ only: ['SNAP-2'] }, /--only SNAP-2: no case is called so\. Did you mean "SNAP-0?2"\?/],
    [{ skip: ['SNP'] }, /--skip SNP: .*Did you mean "SNAP"\?/],
    [{ only: ['zzzzzzzz*'] }, /Families: .*SNAP/],
    [{ only: ['SNAP'], skip: ['SNAP'] }, /No case is left/],
  ])('When it is %o, then what can be meant is told', (selection, said) => {
    expect(() => selectCases(CASES, selection)).toThrow(said);
  });
});

describe('A file of known failures', () => {
  const read = (text: string) => readExpected(text, 'known.txt', ALL);

  test('When every line has an id and a comment, then they are read, as lines or as YAML', () => {
    const text = '# known\n\nSNAP-02  # ticket 12\n- del-01 # "held"\nAUTH-01: "ticket 13: odd"\n---\n';
    expect([...read(text)]).toEqual([
      ['SNAP-02', 'ticket 12'],
      ['DEL-01', 'held'],
      ['AUTH-01', 'ticket 13: odd'],
    ]);
  });

  test.each([
    ['SNAP-02\n', 'known.txt:1: SNAP-02 has no comment. Say why it is known'],
    ['\nSNAP-02 #\n', 'known.txt:2: SNAP-02 has no comment.'],
    ['SNPA-02 # x', 'known.txt:1: there is no case SNPA-02. Did you mean "SNAP-02"?'],
    ['SNAP-02 # x\nsnap-02 # y', 'known.txt:2: SNAP-02 is there twice.'],
    ['everything # x', 'known.txt:1: Write one known failure a line'],
  ])('When it says %j, then its line is named with the mend', (text, said) => {
    expect(() => read(text)).toThrow(said);
  });

  test('When a known failure fails it is known, when it passes it surprises, and what was not judged is neither', () => {
    const verdicts = ['passed', 'warned', 'review', 'cannot-verify', 'failed', 'broken'] as const;
    expect(verdicts.map(verdict => metBy(verdict, true))).toEqual([
      'surprise',
      'known',
      undefined,
      undefined,
      'known',
      undefined,
    ]);
    expect(verdicts.map(verdict => metBy(verdict, false))).toEqual(verdicts.map(() => undefined));
  });
});

describe('Where a running application is', () => {
  test.each([
    ['Now listening on: http://localhost:5000', 'http://localhost:5000'],
    ['Serving HTTP on 0.0.0.0 port 80 (http://0.0.0.0:8000/) ...', 'http://127.0.0.1:8000/'],
    ['up at http://[::]:3000, have fun', 'http://127.0.0.1:3000'],
    ['see https://example.test and http://127.0.0.1:81/app.', 'http://127.0.0.1:81/app'],
    ['see http://10.0.0.1:80 and http://localhost.example.test/', undefined],
  ])('When it says "%s", then that is read from it', (said, address) => {
    expect(addressIn(said)).toBe(address);
  });

  test.each([
    ['http://127.0.0.1:80/use/{organisationId}/now', undefined, 'http://127.0.0.1:80/use/a%2Fb/now'],
    ['http://[::1]:80/use', undefined, 'http://[::1]:80/use/a%2Fb'],
    [undefined, 'http://localhost:81/', 'http://localhost:81/a%2Fb'],
    ['http://127.0.0.1:{port}/x', 'http://localhost:81/', 'http://127.0.0.1:81/x/a%2Fb'],
    ['{url}/v1/{organisationId}', 'http://localhost:81/', 'http://localhost:81/v1/a%2Fb'],
  ])('When --url is %s and %s was printed, then a school is asked for there', (template, printed, url) => {
    expect(useUrl(template, printed)('a/b')).toBe(url);
  });

  test.each([
    ['http://example.test/use', /Only loopback is ever contacted/],
    ['http://127.0.0.1.example.test/use', /Only loopback is ever contacted/],
    ['http://{organisationId}/use', /Only loopback is ever contacted|is no address/],
    ['http://me:secret@127.0.0.1/use', /holds a login/],
    ['file:///use', /is no address/],
    ['{url}/use', /Give --serve too/],
    ['http://127.0.0.1:80/{school}', /\{school\} is unknown\. There are \{url\}/],
  ])('When --url is %s, then it is refused before anything is sent', (template, said) => {
    expect(() => useUrl(template)).toThrow(said);
  });
});

test('When fingerprints are right, whatever the secrets, then no wrong way is seen in them', () => {
  const secrets = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 });
  const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(bytes => Buffer.from(bytes).toString('hex'));
  fc.assert(
    fc.property(secrets, key, fc.boolean(), (all, probeKey, inCapitals) => {
      const print = (secret: string) => createHmac('sha256', Buffer.from(probeKey, 'hex')).update(secret).digest('hex');
      const prints = all.map(print).map(text => (inCapitals ? text.toUpperCase() : text));
      expect(wrongWay(prints, all, probeKey)).toBeUndefined();
    }),
  );
});
