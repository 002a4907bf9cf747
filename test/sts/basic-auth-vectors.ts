/** How one pair of credentials fares when its header is form-encoded first (RFC 6749) and when it is not. */
export type Vector = {
  readonly id: string;
  readonly clientId: string;
  readonly secret: string;
  /** What follows `Basic `: of the encoded pair, and of the pair as it is. */
  readonly encoded: string;
  readonly raw: string;
  /** In each mode, who gets in: `e` the encoded header, `r` the raw one. */
  readonly opens: { readonly both: string; readonly raw: string; readonly decoded: string };
  readonly because: string;
};

const SCHOOL = 'sas-oneroster-7c1f0e52-3b9a-4d86-9e47-5a2d81c6b3f0';
const SCHOOL_HEADER = 'c2FzLW9uZXJvc3Rlci03YzFmMGU1Mi0zYjlhLTRkODYtOWU0Ny01YTJkODFjNmIzZjA6UW03X3RSMnhMazl2V3o0Qg==';

const EVERYWHERE = { both: 'er', raw: 'er', decoded: 'er' };
/** Decoding spoils the raw secret. */
const SPOILED = { both: 'er', raw: 'r', decoded: 'e' };
/** Decoding leaves the raw secret as it is. */
const UNSPOILED = { both: 'er', raw: 'r', decoded: 'er' };

function vector(
  id: string,
  secret: string,
  encoded: string,
  raw: string,
  opens: Vector['opens'],
  because: string,
): Vector {
  return { id, clientId: 'cid', secret, encoded, raw, opens, because };
}

/** Test vectors for Basic authentication. Each is tried with its own client only: headers of two may be the same. */
export const VECTORS: readonly Vector[] = [
  {
    id: 'V01',
    clientId: SCHOOL,
    secret: 'Qm7_tR2xLk9vWz4B',
    encoded: SCHOOL_HEADER,
    raw: SCHOOL_HEADER,
    opens: EVERYWHERE,
    because: 'a form encoder changes nothing in credentials of this shape',
  },
  vector('V02', 'a+b', 'Y2lkOmElMkJi', 'Y2lkOmErYg==', SPOILED, 'a plus decodes to a blank'),
  vector('V03', 'a%2Bb', 'Y2lkOmElMjUyQmI=', 'Y2lkOmElMkJi', SPOILED, 'the secret looks like an escape'),
  vector('V04', 'a b', 'Y2lkOmErYg==', 'Y2lkOmEgYg==', UNSPOILED, 'a blank survives decoding'),
  vector('V05', 'p:q:r', 'Y2lkOnAlM0FxJTNBcg==', 'Y2lkOnA6cTpy', UNSPOILED, 'the first colon is the border'),
  vector('V06', '100%', 'Y2lkOjEwMCUyNQ==', 'Y2lkOjEwMCU=', UNSPOILED, 'a percent sign alone is no escape'),
  vector('V07', '50%zz', 'Y2lkOjUwJTI1eno=', 'Y2lkOjUwJXp6', UNSPOILED, 'a broken escape stays as it is'),
  vector(
    'V08',
    'IzPUVgzkGm=I7T/rOBoWVzUxX6+Ndq/dMwrsokLLF7+kg=',
    'Y2lkOkl6UFVWZ3prR20lM0RJN1QlMkZyT0JvV1Z6VXhYNiUyQk5kcSUyRmRNd3Jzb2tMTEY3JTJCa2clM0Q=',
    'Y2lkOkl6UFVWZ3prR209STdUL3JPQm9XVnpVeFg2K05kcS9kTXdyc29rTExGNytrZz0=',
    SPOILED,
    'the secret itself is Base64',
  ),
  vector(
    'V09',
    ' %&+£€',
    'Y2lkOislMjUlMjYlMkIlQzIlQTMlRTIlODIlQUM=',
    'Y2lkOiAlJivCo+KCrA==',
    SPOILED,
    'the example of RFC 6749, with a blank in front',
  ),
  vector(
    'V10',
    'pâté–€',
    'Y2lkOnAlQzMlQTJ0JUMzJUE5JUUyJTgwJTkzJUUyJTgyJUFD',
    'Y2lkOnDDonTDqeKAk+KCrA==',
    UNSPOILED,
    'letters outside ASCII are UTF-8 both ways',
  ),
  vector(
    'V11',
    "A-b_c.d~e*f!g'h(i)j",
    'Y2lkOkEtYl9jLmQlN0VlKmYlMjFnJTI3aCUyOGklMjlq',
    'Y2lkOkEtYl9jLmR+ZSpmIWcnaChpKWo=',
    UNSPOILED,
    'encoders differ here, decoders do not',
  ),
  {
    id: 'V12',
    clientId: 'c:id',
    secret: 's3cret',
    encoded: 'YyUzQWlkOnMzY3JldA==',
    raw: 'YzppZDpzM2NyZXQ=',
    opens: { both: 'e', raw: '', decoded: 'e' },
    because: 'a colon in the id cannot travel raw',
  },
  vector('V19', '', 'Y2lkOg==', 'Y2lkOg==', { both: '', raw: '', decoded: '' }, 'an empty secret is none'),
];
