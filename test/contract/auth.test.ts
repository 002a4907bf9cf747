import { describe, expect, test } from 'vitest';
import type { Observed } from '../../contract/seen.js';
import { clients, ended, held, judged, list, momentOf, SCHOOLS, seenOf, seenWrong, token, walk } from './made-up.js';

const [oakfield = '', stMarys = '', riverside = ''] = SCHOOLS;

describe('AUTH-01, how a token is asked for', () => {
  const wrong = (changes: Partial<Observed>) =>
    seenWrong('AUTH-01', 'first-sync', seenOf([momentOf('first', [token(changes), ...walk()])]));

  test('When it is a POST of a form with client_credentials, then nothing is wrong', () => {
    expect(wrong({})).toEqual([]);
    expect(wrong({ contentType: 'application/x-www-form-urlencoded; charset=UTF-8' })).toEqual([]);
  });

  test.each([
    ['a GET request', { operation: 'sts.other', method: 'GET', path: '/~w1/connect/token?client_id=…', status: 405 }],
    ['a PUT request', { method: 'PUT' }],
    ['Content-Type application/json', { contentType: 'application/json' }],
    ['Content-Type of another kind', { contentType: 'what is no type' }],
    ['no Content-Type', { contentType: undefined }],
    ['grant_type password', { grant: 'password' }],
    ['no grant_type', { grant: undefined }],
  ])('When it is %s, then that is what was seen', (seen, changes) => {
    expect(wrong(changes)).toEqual([seen]);
  });

  test('When nothing arrives over https, then it cannot be told, and the mend is', () => {
    expect(judged('AUTH-01', 'https', seenOf([momentOf('first', [])]))).toEqual([
      expect.objectContaining({ verdict: 'cannot-verify', seen: expect.stringContaining('SIMS_CA_FILE') }),
    ]);
  });

  test('When the token is asked for over https, then it is judged as over http', () => {
    const over = (changes: Partial<Observed>) =>
      seenWrong('AUTH-01', 'https', seenOf([momentOf('first', [token(changes), ...walk()])]));
    expect([over({}), over({ grant: 'password' })]).toEqual([[], ['grant_type password']]);
  });

  test('When another address of the token service is asked by GET, then that is no token request', () => {
    expect(wrong({ operation: 'sts.other', method: 'GET', path: '/.well-known/openid-configuration' })).toEqual([]);
  });
});

describe('AUTH-02 and AUTH-03, awkward secrets', () => {
  const names = [
    'plus, slash, equals, ampersand and colon',
    'percent signs, some that look like an escape',
    'a blank and a pound sign',
  ];
  const refused = token({ status: 400, why: 'the secret was form-encoded twice' });

  test('When each secret opens the door, at the first try or a later one, then nothing is wrong', () => {
    const moments = names.map(name => momentOf(name, [refused, ...walk()]));
    expect(seenWrong('AUTH-02', 'awkward-secrets', seenOf(moments))).toEqual([]);
    expect(seenWrong('AUTH-03', 'strict', seenOf([momentOf('first', walk())]))).toEqual([]);
  });

  test('When one does not, then it is told which and why', () => {
    const moments = names.map((name, n) => momentOf(name, n === 1 ? [refused] : walk()));
    expect(seenWrong('AUTH-02', 'awkward-secrets', seenOf(moments))).toEqual([
      '400, the secret was form-encoded twice',
    ]);
    expect(seenWrong('AUTH-03', 'strict', seenOf([momentOf('first', [refused])]))).toHaveLength(1);
  });

  test('When a token came of a faulted answer, or none was asked for, then that proves nothing', () => {
    const moments = names.map(name => momentOf(name, [token({ fault: 'delay' }), list()]));
    expect(seenWrong('AUTH-02', 'awkward-secrets', seenOf(moments))).toHaveLength(3);
    expect(seenWrong('AUTH-03', 'strict', seenOf([momentOf('first', [])]))).toEqual(['no token was asked for']);
  });
});

describe('AUTH-04, one token for many calls', () => {
  const many = Array.from({ length: 30 }, (_, n) => clients(`school ${n}`));
  const wrong = (count: number) =>
    seenWrong(
      'AUTH-04',
      'eleven-schools',
      seenOf([momentOf('first', [...Array.from({ length: count }, () => token()), list(), ...many])]),
    );

  test('When one token serves them all, or each of ten workers has its own, then nothing is wrong', () => {
    expect(wrong(1)).toEqual([]);
    expect(wrong(10)).toEqual([]);
  });

  test('When there are nearly as many tokens as calls, then that is wrong', () => {
    expect(wrong(12)).toEqual(['12 token requests']);
    expect(wrong(31)).toEqual(['31 token requests']);
  });
});

describe('AUTH-05, a token that runs out', () => {
  const late = { status: 401 };
  const wrong = (made: Parameters<typeof momentOf>[1], changes: Parameters<typeof momentOf>[2] = {}) =>
    seenWrong('AUTH-05', 'token-runs-out', seenOf([momentOf('first', made, changes)]));
  const cut = [token(), list(), clients(oakfield), clients(stMarys, late)];
  const renewed = [...cut, token(), clients(stMarys, { token: 'b' }), clients(riverside, { token: 'b' })];

  test('When the walk is finished with a new token, with a dump or without, then nothing is wrong', () => {
    expect(wrong(renewed)).toEqual([]);
    expect(wrong(renewed, { store: undefined })).toEqual([]);
    // From the start again, and in another order, is as good.
    expect(wrong([...cut, ...walk([riverside, stMarys, oakfield])])).toEqual([]);
  });

  test('When it is not finished, then it is told who was never read, and that this was no whole sync', () => {
    expect(wrong(cut, { run: ended({ exit: 3 }) })).toEqual([
      "1 token; never read: St Mary's Catholic Primary School, Riverside Academy",
      'exit code 3',
    ]);
  });

  test('When a school was read and lost, then that is wrong', () => {
    expect(wrong(renewed, { store: held([oakfield, stMarys]) })).toEqual(['missing Riverside Academy']);
  });
});

describe('AUTH-06, refused credentials', () => {
  const refused = (count: number) => Array.from({ length: count }, () => token({ status: 400 }));
  const wrong = (count: number, run = ended({ exit: 5, stderr: 'refused' })) =>
    seenWrong(
      'AUTH-06',
      'suspended',
      seenOf([momentOf('before', walk()), momentOf('refused', refused(count), { run })]),
    );

  test('When it asks once or a few times, says so and ends, then nothing is wrong', () => {
    expect(wrong(1)).toEqual([]);
    expect(wrong(5, ended({ exit: 1, stdout: 'refused' }))).toEqual([]);
  });

  test.each([
    ['it goes on asking', 6, ended({ exit: 5, stderr: 'no' }), '6 token requests'],
    ['it does not ask at all', 0, ended({ exit: 5, stderr: 'no' }), 'no token request'],
    ['it calls this a success', 1, ended({ stderr: 'fine' }), 'exit code 0'],
    ['it says nothing', 1, ended({ exit: 5, stderr: ' \n' }), 'not a word'],
    ['it does not end', 1, ended({ exit: null, timedOut: true }), 'still running'],
  ])('When %s, then that is what was seen', (_what, count, run, seen) => {
    expect(wrong(count, run)).toEqual([expect.stringContaining(seen)]);
  });

  test('When it calls the partner API again and again without a token, then that is wrong', () => {
    const made = [token({ status: 400 }), ...Array.from({ length: 6 }, () => list({ status: 401 }))];
    const run = ended({ exit: 5, stderr: 'no' });
    const seen = seenOf([momentOf('before', walk()), momentOf('refused', made, { run })]);
    expect(seenWrong('AUTH-06', 'suspended', seen)).toEqual(['1 token requests and 6 calls to the partner API']);
  });
});

describe('AUTH-07, scope', () => {
  const wrong = (scope: string | undefined) =>
    seenWrong('AUTH-07', 'first-sync', seenOf([momentOf('first', [token({ scope }), ...walk()])]));

  test('When it asks for what it was given, or less, in any order, then nothing is wrong', () => {
    for (const scope of ['partner-read partner-write', 'partner-write  partner-read ', 'partner-read', '', undefined])
      expect(wrong(scope)).toEqual([]);
  });

  test('When it asks for more, then it is told for what, unless it could be a secret', () => {
    expect(wrong('partner-read rapapi')).toEqual(['asked for rapapi, too']);
    expect(wrong('partner-read s3cr3t')).toEqual(['asked for another, too']);
  });
});
