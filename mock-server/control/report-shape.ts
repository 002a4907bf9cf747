import type { Rule } from '../scenario/rule.js';
import { flag, list, object, text, whole } from './schema.js';

const FAR = Number.MAX_SAFE_INTEGER;
const count = (description: string) => whole(0, FAR, description);
/** What every browser reads alike: a date, with a time of day or without, in the extended form. */
const ISO_8601 = {
  ...text('ISO 8601'),
  pattern:
    '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])(T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:?\\d\\d)?)?$',
  patternErrorMessage: 'an instant in ISO 8601, such as "2026-11-22T09:00:00Z"',
};
const instant = (description: string) => ({
  anyOf: [whole(0, FAR, 'Epoch milliseconds'), ISO_8601],
  description,
});
const orNull = <R extends Rule>(rule: R) => ({ anyOf: [rule, { type: 'null' }], description: rule.description ?? '' });

const HELD_BACK = object(
  {
    guard: text('What held it back, such as mass-exit'),
    count: count('How many credentials it concerns'),
    digest: text('What an approval names'),
    approve: text('The command that approves it'),
  },
  ['guard'],
);

const PLANNED = {
  anyOf: [
    text('One line of the plan'),
    object({
      op: text('What is done, such as add, replace, remove, keep'),
      organisationId: text('Of which school'),
      clientId: orNull(text('Which credential')),
      reason: text('Why'),
    }),
  ],
  description: 'A sentence, or its parts',
};

const HOLDING = object(
  {
    organisationId: text('Of which school; letter case does not matter'),
    clientId: text('Which credential'),
    secretFingerprint: {
      type: 'string',
      pattern: '^[0-9a-fA-F]{64}$',
      patternErrorMessage: '64 hex digits, HMAC-SHA-256 of the secret under SIMS_PROBE_KEY',
      description: 'hex(HMAC-SHA-256(SIMS_PROBE_KEY, secret)), as the --dump of the contract prints it',
    },
  },
  ['organisationId', 'clientId', 'secretFingerprint'],
);

/** What an agent may say of a sync. Only its name is asked of it; members of its own are kept as they are. */
export const REPORT_BODY = {
  ...object(
    {
      agent: text('Who says so: a name, and perhaps a version, such as "sims-agent 0.1.0"'),
      at: instant('When the sync ended, by the clock of the agent'),
      command: text('What was run, such as "sync"'),
      exit: orNull(whole(0, 255, 'Its exit code; null when a signal ended it')),
      generation: orNull(count('The number of what it has stored; null when nothing was stored, as by a plan')),
      changed: flag('Whether the sync stored anything new'),
      durationMs: { type: 'number', minimum: 0, description: 'How long it took' },
      requests: object({
        token: count('Token requests'),
        lists: count('Requests for the list of schools'),
        clients: count('Requests for the credentials of a school'),
        retries: count('How many of all these were repeated'),
      }),
      plan: list(PLANNED, 'What it decided'),
      held: list(HELD_BACK, 'What it would not do without an approval'),
      holds: list(HOLDING, 'Every credential it holds now; kept of the newest report only, and compared in …/estate'),
      oldestCredentialAt: orNull(instant('When the oldest credential it serves was read; null when it holds none')),
      says: text('The sync in one sentence'),
    },
    ['agent'],
    'Members of your own are kept as they are. Never a secret: fingerprints only',
  ),
  additionalProperties: true,
};
