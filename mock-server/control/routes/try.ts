import { examine } from '../../credentials/index.js';
import { isRefusal, ok } from '../outcome.js';
import { refusal } from '../refusal.js';
import { type Route, worldRoute } from '../route.js';
import { flag, list, object, text, words } from '../schema.js';
import { EXCHANGE } from '../shapes.js';
import { STYLES } from '../try/requests.js';
import { tryOut, type Wanted } from '../try/try.js';

const HEADERS = list(list(text('Name, then value'), 'One header'), 'In order');
const REQUEST = object({
  method: text('The verb'),
  url: text('The whole address'),
  headers: HEADERS,
  body: { type: 'string', description: 'As it was sent' },
});
const ANSWER = object({
  status: { type: 'integer', description: 'The status' },
  reason: { type: 'string', description: 'The reason phrase' },
  headers: HEADERS,
  body: { type: 'string', description: 'As it came' },
});
const TRIED = object({
  says: text('What was asked, in words'),
  request: REQUEST,
  answer: { anyOf: [ANSWER, { type: 'null' }], description: 'Null when not even the head of one came' },
  ended: words(['whole', 'torn', 'silent'], 'The answer came, the connection was torn down, or nothing came in 10 s'),
  exchange: { anyOf: [EXCHANGE, { type: 'null' }], description: 'What the journal says of it' },
});

const FINDING = object({
  accepted: flag('Whether the STS would let these credentials in now'),
  says: text('Why, in one sentence'),
  switches: list(text('name=value'), 'Switches that decided it'),
  meant: list(text('A sentence'), 'How what was sent differs from the id and secret that were meant'),
  advice: list(text('A sentence'), 'How to send this secret'),
});

type Sent = {
  readonly authorization?: string;
  readonly body?: string;
  readonly clientId?: string;
  readonly secret?: string;
};

/** For people who want to see a request work, or to know why theirs does not. */
export const TRY_ROUTES: readonly Route[] = [
  worldRoute<{ body: Wanted }>({
    method: 'POST',
    path: '/try',
    summary: 'Ask the imitated services something, and see request and answer',
    description:
      'Done inside the harness: no connection is opened. The journal has it as it has every request. Fingerprints stand for secrets and tokens in all of the answer.',
    tag: 'what happened',
    secretive: true,
    body: object(
      {
        what: words(['token', 'sites', 'clients'], 'A token, the list of schools, or the credentials of one'),
        style: words(STYLES, 'How id and secret are sent; body when left out'),
        clientId: text("Whose; the partner's own when left out"),
        secret: text('current, wrong, or the secret itself; current when left out'),
        scope: { type: 'string', description: 'What partner calls need when left out' },
        token: words(['fresh', 'last', 'none', 'wrong'], 'What is shown to RAP; a fresh one when left out'),
        applicationId: text("The partner's first application when left out"),
        organisationId: text('The first school when left out'),
      },
      ['what'],
    ),
    example: { what: 'token', style: 'basic-encoded', secret: 'current' },
    answer: {
      status: 200,
      description: 'In order: a list needs a token first',
      schema: object({ tries: list(TRIED, 'What was asked and answered') }),
    },
    handle: async ({ room, harness, body }) => {
      if (!room.hatch) return NO_HATCH;
      const tries = await tryOut(room, room.hatch, harness, body);
      return isRefusal(tries) ? tries : ok({ tries });
    },
  }),
  worldRoute<{ body: Sent }>({
    method: 'POST',
    path: '/doctor',
    summary: 'Why credentials are refused, from the header or the form as it was sent',
    description: 'Nothing of it is kept, written anywhere or repeated. The lockout does not count it.',
    tag: 'what happened',
    secretive: true,
    body: object({
      authorization: text('The value of the Authorization header, as it was sent'),
      body: text('The form, as it was sent'),
      clientId: text('The client id that was meant'),
      secret: text('The secret that was meant'),
    }),
    example: { authorization: 'Basic …', clientId: 'vmc-…', secret: '…' },
    answer: { status: 200, description: 'What is wrong, in words', schema: FINDING },
    handle: ({ harness, body }) => ok(examine(harness, body)),
  }),
];

const NO_HATCH = refusal(
  409,
  'CONTROL_NO_SERVICES',
  'No services stand behind this control API: nothing can be tried.',
);
