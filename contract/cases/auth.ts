import { advance, change, HOUR, sync, syncOnly } from '../act.js';
import type { Case } from '../case.js';
import { moment } from '../seen.js';
import { strike } from '../weather.js';
import {
  accepted,
  finishesWalk,
  formPosts,
  givenScopeOnly,
  postsOverTls,
  reusesToken,
  stopsWhenRefused,
} from './auth-judges.js';

/** The vendor's secrets of AUTH-02, by what is awkward in them. Encoded, each stays under the 100 characters of CA-11. */
const AWKWARD = {
  'plus, slash, equals, ampersand and colon': 'Vq+7/t=R&m:K+x',
  'percent signs, some that look like an escape': 'h%2Bi%25j%kQ%',
  'a blank and a pound sign': 'Lm 4£ n7',
} as const;

const resets = Object.entries(AWKWARD);

/** Tokens: one is asked for properly, used as long as it lives, and given up when it is refused. */
export const AUTH: readonly Case[] = [
  {
    id: 'AUTH-01',
    level: 'must',
    says: 'The agent asks for its token by POST, form-encoded, with the grant client_credentials, and over https where it is given https.',
    means: 'The product signs in the one way that the service promises to go on accepting.',
    clauses: ['S002-2', 'RFC'],
    looksAt: ['wire'],
    mend: 'POST to the token address with Content-Type application/x-www-form-urlencoded and grant_type=client_credentials in the body (RFC 6749 section 4.4.2).',
    rounds: [
      {
        name: 'first-sync',
        tells: 'The product signs in and makes its first copy.',
        weather: {},
        acts: [syncOnly('first')],
        judge: formPosts,
      },
      {
        name: 'https',
        tells: 'The same over https, as in production, with a certificate of the CA that the product was given.',
        weather: { place: 'https' },
        acts: [syncOnly('first')],
        part: 'none',
        judge: postsOverTls,
      },
    ],
  },
  {
    id: 'AUTH-02',
    level: 'must',
    says: 'The agent gets its token whatever the characters of its secret: + / % = & : blank and £.',
    means: 'A new secret with unusual characters does not stop every school’s data overnight.',
    clauses: ['S001-2'],
    looksAt: ['wire'],
    mend: 'Encode the secret once: in the body by the form encoder of your HTTP library, in Basic by form-encoding id and secret each before the Base64 of UTF-8.',
    rounds: [
      {
        name: 'awkward-secrets',
        tells: 'The supplier’s own secret is reset three times, each time to one with other awkward characters.',
        weather: {},
        acts: resets.flatMap(([what, secret]) => [
          change({ kind: 'vendor.secretReset', secret }),
          syncOnly(what),
          // A token that is kept beyond a run must not hide that the new secret was never tried.
          advance(2 * HOUR),
        ]),
        part: 'asks',
        judge: seen =>
          resets.flatMap(([what]) => accepted(moment(seen, what), `to a client whose secret holds ${what}`)),
      },
    ],
  },
  {
    id: 'AUTH-03',
    level: 'should',
    says: 'The agent’s credentials are also right for a server that decodes Basic strictly, or go in the body.',
    means: 'The product survives the day on which the service follows the standard to the letter.',
    clauses: ['S001-2', 'RFC'],
    looksAt: ['wire'],
    mend: 'In Basic, form-encode id and secret each before you join them with a colon (RFC 6749 section 2.3.1), or send both in the body.',
    rounds: [
      {
        name: 'strict',
        tells: 'The service decodes what it is sent, as the standard says, and no longer accepts it any other way.',
        weather: {
          switches: { 'sts.basicDecoding': 'decoded' },
          begins: [{ kind: 'vendor.secretReset', secret: 'p+q/r%2Bs=t&u:v%w' }],
        },
        acts: [syncOnly('first')],
        part: 'asks',
        judge: seen => accepted(moment(seen, 'first'), 'by a server that form-decodes Basic credentials'),
      },
    ],
  },
  {
    id: 'AUTH-04',
    level: 'must',
    says: 'The agent uses a token as long as it lives, for many calls, and never asks for one per call.',
    means: 'The product does not load the sign-in service that every school depends on with needless work.',
    clauses: ['S000-11', 'G'],
    looksAt: ['counts'],
    mend: 'Keep the token in memory with the moment it was asked for and its expires_in, and take it from there for every call.',
    rounds: [
      {
        name: 'eleven-schools',
        tells: 'Eleven schools use the product. Nothing goes wrong.',
        weather: { begins: [{ kind: 'estate.grown', by: 8 }] },
        acts: [syncOnly('first')],
        judge: seen => reusesToken(moment(seen, 'first')),
      },
    ],
  },
  {
    id: 'AUTH-05',
    level: 'must',
    says: 'The agent gets a new token when the one it has runs out in the middle of a walk, and finishes the walk.',
    means: 'When there are many schools and the copy takes long, the last ones are copied, too.',
    clauses: ['G'],
    looksAt: ['wire', 'exit', 'dump'],
    mend: 'On a 401 ask for one new token, then repeat the call that was refused; go on with the new token.',
    rounds: [
      {
        name: 'token-runs-out',
        tells: 'Just before the second school is read an hour has passed, and the token has run out.',
        weather: { steps: [strike('an-hour-passes', 'rap.clients', { nth: 2, before: true, advanceMs: 1.1 * HOUR })] },
        acts: [sync('first')],
        judge: seen => finishesWalk(moment(seen, 'first'), seen),
      },
    ],
  },
  {
    id: 'AUTH-06',
    level: 'must',
    says: 'When its credentials are refused the agent stops, says so, and does not go on asking.',
    means:
      'Somebody at the supplier learns at once that sign-in is refused, and the product does not get itself locked out.',
    clauses: ['S002-10', 'G'],
    looksAt: ['counts', 'exit', 'output'],
    mend: 'Take invalid_client, unauthorized_client and invalid_scope as an answer, not as an outage: end with an exit code other than 0 and a line that says what was refused.',
    rounds: [
      {
        name: 'suspended',
        tells: 'After a first copy the supplier’s own credentials are suspended.',
        weather: {},
        acts: [syncOnly('before'), change({ kind: 'vendor.suspended' }), advance(2 * HOUR), syncOnly('refused')],
        judge: seen => stopsWhenRefused(moment(seen, 'refused')),
      },
    ],
  },
  {
    id: 'AUTH-07',
    level: 'must',
    says: 'The agent asks for no scope beyond those it was given.',
    means: 'The product takes no more power than it needs, so a stolen token opens no more than it must.',
    clauses: ['S001-3'],
    looksAt: ['wire'],
    mend: 'Ask for what SIMS_SCOPE says and nothing else; partner-read and partner-write open both calls.',
    rounds: [
      {
        name: 'first-sync',
        tells: 'The product signs in and makes its first copy.',
        weather: {},
        acts: [syncOnly('first')],
        judge: seen => givenScopeOnly(moment(seen, 'first'), seen),
      },
    ],
  },
];
