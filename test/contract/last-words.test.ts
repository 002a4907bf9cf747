import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lastWords } from '../../contract/last-words.js';
import { secretsOf } from '../../mock-server/index.js';
import { seenOf } from './made-up.js';

const SEEN = seenOf([]);
const SECRETS = secretsOf(SEEN.world);
const said = (stderr: string) => lastWords({ stdout: '', stderr }, SEEN);

describe('The last words of a run', () => {
  test('When a piece of five letters or more of a secret stands in them, forwards or backwards, then it does not come through', () => {
    const piece = fc
      .record({ secret: fc.constantFrom(...SECRETS), from: fc.nat(60), length: fc.integer({ min: 5, max: 60 }) })
      .map(({ secret, from, length }) => {
        const at = from % (secret.length - 4);
        return secret.slice(at, at + length);
      });
    fc.assert(
      fc.property(piece, fc.boolean(), (text, backwards) => {
        const shown = backwards ? [...text].reverse().join('') : text;
        expect(said(`password ${shown}*** was refused`)).toBe('password (a secret)*** was refused');
      }),
    );
  });

  test('When a long line ends in the midst of a secret, then its beginning does not come through either', () => {
    const [secret = ''] = SECRETS;
    expect(said(`${'x '.repeat(145)}${secret}`)).not.toContain(secret.slice(0, 5));
  });

  test.each([
    [
      'Java',
      'Exception: oops\n\tat a.B.c(B.java:1)\nCaused by: java.net.ConnectException: refused\n\tat d.E\n\t... 12 more',
    ],
    [
      'C#',
      'Unhandled exception. X: refused\n   at A.B() in /a.cs:line 3\n   --- End of inner exception stack trace ---\n   at C',
    ],
    [
      'Node',
      'x.mjs:1\nthrow e;\n^\n\nError: refused\n    at a (b.mjs:1:1)\n    at c {\n  errno: -111,\n  port: 1\n}\n\nNode.js v20.20.0',
    ],
    ['Ruby', "sync.rb:3:in `get': refused (RuntimeError)\n\tfrom sync.rb:9:in `<main>'"],
    ['PHP', 'PHP Fatal error:  Uncaught E: refused\n#0 {main}\n  thrown in /a.php on line 3'],
    ['Python', 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nValueError: refused'],
  ])('When it is a stack trace of %s, then what went wrong is told, and not where', (_, trace) => {
    expect(said(trace)).toContain('refused');
  });

  test('When there is nothing but a trace, then its last line has to do', () => {
    expect(said('  at a\n  at b')).toBe('at b');
  });
});
