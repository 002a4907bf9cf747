import { flag, list, object, text, words } from './schema.js';

/** What `GET …/estate` answers, for the document; the types are in estate/shape.ts. */

const number = (description: string) => ({ type: 'integer', description });
const orNull = (type: string, description: string) => ({ anyOf: [{ type }, { type: 'null' }], description });

const CLIENT = object({
  clientId: text('Its id'),
  kind: words(['oneroster', 'simsprimary'], 'What it is for'),
  state: words(['active', 'suspended', 'removed'], 'Where it stands'),
  secret: text('Fingerprint of the secret in use, as the journal shows it'),
  issuedAt: number('When that secret was issued, epoch milliseconds'),
  shown: flag('Whether the partner API shows it now, so that an agent should hold it'),
});

const HOLDING = object({
  clientId: text('Which credential'),
  secret: orNull('string', 'Fingerprint as the journal shows it; null for a secret this school never had'),
  is: words(['current', 'former', 'unknown'], 'What the partner API shows, one replaced since, or neither'),
});

const SCHOOL = object({
  key: text('Its short name, by which changes call it'),
  name: orNull('string', 'Its name'),
  organisationId: text('Its organisation id'),
  dfeCode: orNull('string', 'Its DfE code'),
  deniNumber: orNull('string', 'Its DENI number'),
  own: flag('Whether it is the row of the partner itself'),
  state: words(
    ['active', 'pending', 'disabled', 'removed', 'absent'],
    'How it uses the application; absent: it never has',
  ),
  changedAt: orNull('integer', 'Since when, epoch milliseconds'),
  hidden: flag('Withheld from the list although nobody left'),
  listed: flag('Whether the list shows it now'),
  authorised: orNull('integer', 'What the list says of consent'),
  clients: list(CLIENT, 'Every credential it has or had'),
  holds: list(HOLDING, 'What the agent says it holds'),
  verdict: words(
    ['unreported', 'same', 'missing', 'stale', 'extra', 'behind', 'kept'],
    'How the two compare; unreported: no agent has said what it holds',
  ),
  says: text('The same in one sentence'),
});

const AGENT = object({
  name: text('Who reported'),
  report: number('The number of the report'),
  at: number('When it came, epoch milliseconds on the clock of the world'),
  strangers: number('Credentials it holds for organisations that this world does not know'),
});

export const ESTATE = object({
  stamp: text('Give it as since to be told only what is another since'),
  whole: flag('Whether these are of all schools, rather than of those that changed'),
  total: number('How many answer to what was asked; one page of them is here'),
  version: number("The world's version"),
  now: number('Its time, epoch milliseconds'),
  application: text('The application looked at'),
  applications: list(object({ id: text('Its id'), name: text('Its name') }), 'All there are'),
  agent: { anyOf: [AGENT, { type: 'null' }], description: 'Whose store holds is about; null when no agent said' },
  schools: list(SCHOOL, 'The schools, in the order of the world'),
});
