import { anything, flag, list, object, open, text, words } from './schema.js';

/** What answers look like, for the document. */

const number = (description: string) => ({ type: 'integer', description });
const orNull = (description: string) => ({ anyOf: [{ type: 'string' }, { type: 'null' }], description });

export const READY = object(
  {
    stsUrl: text('Where the STS is, without a trailing slash'),
    tokenUrl: text('Where tokens are asked for'),
    rapUrl: text('Where the partner API is, without a trailing slash'),
    controlUrl: orNull('Where this API is'),
    controlToken: orNull('What changes need when the port is open to other machines'),
    consoleUrl: orNull('Where the console is'),
    applicationId: text('The application a partner asks about'),
    clientId: text("The partner's own client id"),
    clientSecret: text("The partner's own secret, as it is now"),
    organisationIds: list(text('An organisation id'), "The partner's own first, then its schools"),
    world: text('The name of the world'),
    scenario: orNull('The scenario being played'),
    seed: number('What everything invented was drawn from'),
    caFile: orNull('The development CA'),
    proxyUrl: orNull('The intercepting proxy'),
  },
  ['stsUrl', 'tokenUrl', 'rapUrl', 'applicationId', 'clientId', 'clientSecret', 'organisationIds', 'world', 'seed'],
);

export const WORLD_ENTRY = object({
  id: text('What stands in addresses'),
  name: text('What it was made from'),
  seed: number('What it was drawn from'),
  version: number('Grows by one with every change'),
  clock: words(['real', 'manual'], 'Whether time passes by itself'),
  now: number('Its time, epoch milliseconds'),
  scenario: orNull('The scenario being played'),
  exchanges: number('How many requests its journal holds'),
  stsUrl: text('Where its STS is'),
  rapUrl: text('Where its partner API is'),
});

export const SNAPSHOT = object({
  id: text('What stands in addresses'),
  label: orNull('What it is for'),
  at: number('When it was taken, epoch milliseconds on the clock of the world'),
  version: number('The version it was taken at'),
});

/** What a world is at after something was done to it. */
export const STANDING = object({
  version: number("The world's version"),
  now: number('Its time, epoch milliseconds'),
});

export const WORLD = open('A whole world, format sims-world/1: the answer of GET can be put back as it is');

export const EXCHANGE = object({
  number: number('1 for the first since the start'),
  at: number('Epoch milliseconds on the clock of the world'),
  durationMs: { type: 'number', description: 'Real time from request to answer' },
  service: words(['sts', 'rap', 'proxy'], 'Which service; proxy is what the intercepting proxy would not pass on'),
  operation: text('What was asked for, such as rap.clients; sts.other for an unknown address, proxy.connect a tunnel'),
  method: text('The verb'),
  host: text("The vendor's host by which it came; left out for an address of this machine"),
  path: text('As sent, with … for whatever might be a secret; of the proxy, host and port'),
  status: { anyOf: [{ type: 'integer' }, { type: 'null' }], description: 'Null when no answer was given' },
  bytes: number('Length of the answer'),
  worldVersion: object({ before: number('Before'), after: number('After') }),
  applicationId: text('As sent'),
  organisationId: text('As sent'),
  clientId: text('Who asked'),
  authentication: words(['body', 'basic-raw', 'basic-encoded', 'bearer'], 'How it proved who it is'),
  token: text('Fingerprint of the access token'),
  secret: text('Fingerprint of the secret'),
  switches: list(text('name=value'), 'Switches that decided the answer'),
  fault: text('The fault that touched it; such an answer proves nothing by itself'),
  step: text('The step it fired'),
  why: text('One English sentence on why it was refused or odd'),
});

const STEP = object({
  name: text('Its name'),
  tells: text('What happens, for a person'),
  state: words(['waiting', 'armed', 'spent', 'ended'], 'Where it stands'),
  fired: number('How often it has fired'),
  times: { anyOf: [{ type: 'integer' }, { type: 'string', const: 'always' }], description: 'How often it may' },
  byHand: flag('Whether somebody may fire it now'),
  dueAt: number('When time fires it next, epoch milliseconds'),
  dueInRequests: number('How many matching requests are missing'),
});

export const PLAYED = object({
  scenario: {
    anyOf: [
      object({
        id: text('Its id'),
        title: text('In one line'),
        tells: text('The whole story'),
        steps: list(STEP, 'In order'),
      }),
      { type: 'null' },
    ],
    description: 'Null when none is played',
  },
  problems: list(text('A sentence'), 'Steps that could not do what they say'),
  notes: list(text('A sentence'), 'Where the scenario was written for another world or clock'),
});

const LINE = object({ name: text('Name'), says: text('What the machine does'), tells: text('What its author says') });

export const EXPLAINED = object({
  id: text('Its id'),
  title: text('In one line'),
  tells: text('The whole story'),
  setting: text('World, seed and clock'),
  steps: list(LINE, 'What happens'),
  syncs: list(LINE, 'What the agent does, and what must then be true'),
  proves: text('What is proven when all holds'),
  text: text('All of it as plain text'),
});

export const LISTED_SCENARIO = object({
  id: text('What PUT …/scenario takes'),
  title: text('In one line'),
  tells: text('The whole story'),
  world: text('The world it was written for'),
  seed: number('The seed it was written for'),
  clock: words(['real', 'manual'], 'The clock it was written for'),
});

export const CLOCK = object({
  kind: words(['real', 'manual'], 'Whether time passes by itself'),
  now: number('Epoch milliseconds'),
  iso: text('The same as a date'),
});

export const DIGEST = object({
  digest: text('HMAC-SHA-256 over every credential a perfect agent would hold, in hex'),
  count: number('How many credentials that is'),
  version: number("The world's version"),
});

export const REPORT = object({
  number: number('1 for the first'),
  at: number('Epoch milliseconds on the clock of the world'),
  report: anything('As it was posted, but for holds: holding is how many those were'),
  calls: object(
    {
      tokens: number('Token requests'),
      lists: number('Requests for the list of schools'),
      clients: number('Requests for the credentials of a school'),
      refused: number('How many of all these were refused or not answered'),
      optimum: number('The least of lists and clients that one complete sync needs: 2 + N'),
    },
    [],
    'What the journal holds of the time since the report before',
  ),
});

export const PROBLEM = object(
  { code: text('Stable; starts with CONTROL_'), message: text('What is wrong and what to do') },
  ['code', 'message'],
);
