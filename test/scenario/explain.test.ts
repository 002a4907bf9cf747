import { describe, expect, test } from 'vitest';
import {
  explain,
  explainChange,
  explainFault,
  explainScenario,
  explainStep,
  explainSync,
} from '../../mock-server/scenario/index.js';
import { judgeScenario } from '../../mock-server/scenario/judge.js';
import { CHANGE_KINDS, type Change } from '../../mock-server/world/index.js';
import { scenarioOf } from './scripts.js';

const CHANGES: readonly [Change, string][] = [
  [{ kind: 'site.installed', site: 'hillcrest' }, 'Hillcrest starts using the application'],
  [
    { kind: 'site.installed', site: 'new', name: 'Moor View', pending: true },
    'Moor View starts using the application and waits for approval',
  ],
  [{ kind: 'site.approved', site: 'oakfield' }, 'Oakfield is approved by the supplier'],
  [{ kind: 'site.disabled', site: 'oakfield' }, 'Oakfield is switched off by the supplier'],
  [{ kind: 'site.enabled', site: 'oakfield' }, 'Oakfield is switched on again by the supplier'],
  [
    { kind: 'site.removed', site: 'oakfield' },
    'Oakfield leaves; it is no longer listed, and its credentials stop working',
  ],
  [{ kind: 'site.reinstalled', site: 'st-marys' }, 'St Marys comes back'],
  [
    { kind: 'site.reinstalled', site: 'st-marys', credentials: 'same' },
    'St Marys comes back with the credentials it had',
  ],
  [{ kind: 'site.renamed', site: 'oakfield', name: 'Oak Academy' }, 'Oakfield is called "Oak Academy" from now on'],
  [
    { kind: 'site.recoded', site: 'oakfield', dfeCode: '9991234', deniNumber: null },
    "Oakfield's DfE code becomes 9991234 and Oakfield's DENI number is taken away",
  ],
  [{ kind: 'client.issued', site: 'oakfield' }, 'Oakfield is given one more credential'],
  [
    { kind: 'client.issued', site: 'oakfield', client: 'simsprimary' },
    'Oakfield is given one more credential, simsprimary',
  ],
  [
    { kind: 'client.suspended', site: 'st-marys' },
    "St Marys' credential is suspended and opens nothing until it is restored",
  ],
  [{ kind: 'client.restored', site: 'oakfield', client: 'oneroster' }, "Oakfield's credential oneroster works again"],
  [{ kind: 'client.removed', site: 'oakfield' }, "Oakfield's credential is taken away for good"],
  [{ kind: 'secret.reissued', site: 'oakfield' }, "Oakfield's secret is replaced by a new one"],
  [
    { kind: 'secret.reissued', site: 'oakfield', client: 'oneroster' },
    "the secret of Oakfield's credential oneroster is replaced by a new one",
  ],
  [
    { kind: 'secret.reissued', site: 'oakfield', overlap: '10m' },
    "Oakfield's secret is replaced by a new one; the old one still works for 10 minutes",
  ],
  [{ kind: 'vendor.secretReset' }, "the supplier's own secret is replaced by a new one"],
  [{ kind: 'vendor.suspended' }, "the supplier's own credential is suspended"],
  [{ kind: 'vendor.restored' }, "the supplier's own credential works again"],
  [{ kind: 'application.keySet' }, 'the application is given an API key'],
  [{ kind: 'application.keyCleared' }, 'the application loses its API key'],
  [{ kind: 'signingKey.rolled' }, 'tokens are signed with a new key from now on'],
  [
    { kind: 'list.hidden', sites: ['oakfield', 'riverside'] },
    'Oakfield and Riverside are missing from the list, though nobody left',
  ],
  [{ kind: 'list.hidden', share: 0.1 }, '10 % of the schools are missing from the list, though nobody left'],
  [{ kind: 'list.shown', all: true }, 'all schools are listed again'],
  [{ kind: 'estate.grown', by: 1 }, '1 more school joins'],
  [{ kind: 'estate.grown', by: 5 }, '5 more schools join'],
  [{ kind: 'estate.shrunk', by: 3 }, '3 schools leave together'],
  [{ kind: 'estate.shrunk', share: 0.125 }, '12.5 % of the schools leave together'],
  [{ kind: 'estate.shrunk', trust: 'harbour-trust' }, 'all schools of harbour-trust leave together'],
  [{ kind: 'estate.shrunk', authority: 'meadowshire' }, 'all schools of meadowshire leave together'],
];

describe('When a change is told', () => {
  test.each(CHANGES)('%j, then in school words', (change, says) => {
    expect(explainChange(change)).toBe(says);
  });

  test('then every kind has words', () => {
    expect(new Set(CHANGES.map(([change]) => change.kind))).toEqual(new Set(CHANGE_KINDS));
  });

  test('then a school is called what the world calls it, or by its organisation id', () => {
    const change: Change = { kind: 'site.approved', site: 'st-marys' };
    expect(explainChange(change, () => "St Mary's")).toBe("St Mary's is approved by the supplier");
    const site = '8F14E45F-CEEA-467F-9C7A-1D2B3C4D5E6F';
    expect(explainChange({ ...change, site })).toBe(`${site} is approved by the supplier`);
  });
});

/** A step of this spelling, told. */
const told = (step: object, ...others: object[]) => {
  const [first] = scenarioOf({ name: 'it', ...step }, ...others).steps;
  return first ? explainStep(first) : '';
};

describe('When a fault is told, then in school words', () => {
  test.each([
    [{ kind: 'status', status: 503 }, 'the answer is status 503'],
    [{ kind: 'status', status: 500, body: 'x' }, 'the answer is status 500 with a body of its own'],
    [{ kind: 'maintenance' }, 'the service says it is down for maintenance (a page with status 503)'],
    [
      { kind: 'maintenance', form: 'json-503', retryAfter: 30 },
      'the service says it is down for maintenance (status 503) and asks to come back after 30 seconds',
    ],
    [
      { kind: 'maintenance', form: 'html-200' },
      'the service says it is down for maintenance (a page that claims to be fine, status 200)',
    ],
    [
      { kind: 'throttled', retryAfter: 1 },
      'the service says there were too many requests and asks to come back after 1 second',
    ],
    [
      { kind: 'throttled', retryAfter: 30, form: 'http-date' },
      'the service says there were too many requests and asks to come back at a time 30 seconds away',
    ],
    [{ kind: 'stopped' }, 'a page with status 403 says that the web app is stopped'],
    [{ kind: 'html' }, 'a web page with status 200 comes in place of data'],
    [{ kind: 'empty' }, 'the list comes back empty'],
    [{ kind: 'truncated' }, 'the answer breaks off after 50 % of it'],
    [
      { kind: 'truncated', form: 'valid-json', keep: 0.9 },
      'only 90 % of the rows come, in a list that reads as if it were whole',
    ],
    [
      { kind: 'truncated', form: 'valid-json', rows: 1 },
      'only 1 row of the list comes, in a list that reads as if it were whole',
    ],
    [{ kind: 'garbage' }, 'the answer cannot be read at all'],
    [{ kind: 'delay', for: '1500ms' }, 'the right answer comes 1,500 milliseconds late'],
    [{ kind: 'hang' }, 'no answer ever comes'],
    [{ kind: 'hang', for: '1m' }, 'no answer comes for 1 minute'],
    [{ kind: 'reset' }, 'the connection is torn down without an answer'],
    [{ kind: 'wrongType', as: 'object' }, 'an empty object comes in place of the data'],
    [{ kind: 'wrongType', as: 'null' }, 'the answer is null'],
    [{ kind: 'wrongType', as: 'string' }, 'a piece of text comes in place of the data'],
    [{ kind: 'wrongType', as: 'error' }, 'an error message comes with status 200, as if it were data'],
    [{ kind: 'redirect', to: 'http://127.0.0.1:1/x' }, 'the client is told to ask elsewhere (status 307)'],
    [{ kind: 'duplicate' }, 'every row comes twice'],
    [{ kind: 'shuffle' }, 'the rows come in another order'],
    [{ kind: 'novelty' }, 'every row has members that nobody has heard of'],
  ])('%j', (fault, says) => {
    const [step] = scenarioOf({ name: 'it', on: { request: 'rap' }, fault }).steps;
    expect(step?.fault && explainFault(step.fault)).toBe(says);
  });
});

describe('When a step is told, then in one sentence of school words', () => {
  const fault = { kind: 'reset' };
  const torn = 'the connection is torn down without an answer';
  const go = { name: 'go', on: { manual: true } };

  test.each([
    [{ on: { request: 'rap.sites' }, fault }, `On the first request for the list of schools: ${torn}.`],
    [{ on: { request: 'rap.clients', nth: 22 }, fault }, `On the 22nd request for a school's credentials: ${torn}.`],
    [
      { on: { request: 'rap.clients', site: 'st-marys' }, fault },
      `On the first request for St Marys' credentials: ${torn}.`,
    ],
    [{ on: { request: 'sts.token', nth: 13 }, fault }, `On the 13th request for a token: ${torn}.`],
    [{ on: { request: 'any' }, times: 'always', fault }, `On every request for anything: ${torn}.`],
    [
      { on: { request: 'rap' }, times: 3, fault },
      `On the first 3 requests for anything from the partner API: ${torn}.`,
    ],
    [
      { on: { request: 'sts', nth: 2 }, times: 3, fault },
      `On every request for anything from the token service from the second, 3 times: ${torn}.`,
    ],
    [{ on: { request: 'any', every: 4 }, times: 'always', fault }, `On every fourth request for anything: ${torn}.`],
    [
      { on: { request: 'any', chance: 0.05 }, times: 'always', fault },
      `On every request for anything, with a chance of 5 %: ${torn}.`,
    ],
    [
      { on: { request: 'any', chance: 0.05 }, fault },
      `On the next request for anything, with a chance of 5 %: ${torn}.`,
    ],
    [
      { on: { request: 'rap.sites' }, change: { 'site.disabled': { site: 'oakfield' } } },
      'On the first request for the list of schools, right after the answer: Oakfield is switched off by the supplier.',
    ],
    [
      { on: { request: 'rap.sites' }, before: true, set: { 'rap.order': 'shuffled' }, advance: '1h' },
      'On the first request for the list of schools, before it is answered: the switch rap.order is set to shuffled and the clock moves on by 1 hour.',
    ],
    [{ on: { elapsed: '30s' }, advance: '1d' }, '30 seconds after the start: the clock moves on by 1 day.'],
    [{ on: { elapsed: '30s' }, times: 'always', set: { a: 1 } }, 'Every 30 seconds: the switch a is set to 1.'],
    [{ on: { elapsed: '2h' }, times: 3, set: { a: 1 } }, 'Every 2 hours, up to 3 times: the switch a is set to 1.'],
    [{ on: { elapsed: '2h', after: 'go' }, advance: '1d' }, '2 hours after "go": the clock moves on by 1 day.'],
    [{ on: { after: 'go' }, advance: '1d' }, 'As soon as "go" has happened: the clock moves on by 1 day.'],
    [
      { on: { after: 'go', chance: 0.4 }, times: 3, advance: '1d' },
      'As soon as "go" has happened, with a chance of 40 %, up to 3 times: the clock moves on by 1 day.',
    ],
    [
      { on: { request: 'any', chance: 0.05 }, times: 2000, fault },
      `On every request for anything, with a chance of 5 %, up to 2,000 times: ${torn}.`,
    ],
    [{ on: { request: 'any', nth: 10_000 }, fault }, `On the 10,000th request for anything: ${torn}.`],
    [{ on: { manual: true } }, 'When somebody fires it by hand: nothing changes, but other steps may wait for this.'],
    [
      { on: { request: 'rap', after: 'go' }, fault: { ...fault, times: 'always' }, until: 'go' },
      `Once "go" has happened, on every request for anything from the partner API: ${torn}, until "go" has happened.`,
    ],
  ])('%j', (step, says) => {
    expect(told(step, go)).toBe(says);
  });
});

describe('When a run of the agent is told, then in school words', () => {
  test.each([
    [
      { run: 'sync', advance: '1h', fire: 'go', expect: { exit: 0, stores: 'world' } },
      'The clock moves on by 1 hour, "go" happens and the agent syncs. It must end with 0 (all well) and hold exactly the credentials the service shows now.',
    ],
    [
      { run: 'plan', agent: { authStyle: 'raw' }, expect: { exit: [2, 9], stores: 'unchanged' } },
      'The agent, sending its id and secret as they are, says what it would do, and does nothing. It must end with 2 (changes to make) or 9 and hold exactly what it held before.',
    ],
    [
      { run: 'sync', expect: { exit: 4, stores: ['oakfield'], serves: ['oakfield'], withholds: ['st-marys'] } },
      'The agent syncs. It must end with 4 (held for a person to look), hold credentials of exactly Oakfield, hand out the credentials of Oakfield and not hand out those of St Marys.',
    ],
    [
      {
        run: 'sync',
        expect: {
          exit: 0,
          stores: 'empty',
          requests: {
            'sts.token': 1,
            'rap.sites': { min: 2 },
            'rap.clients': { max: 2 },
            'sts.jwks': 0,
            'sts.discovery': { min: 2, max: 3 },
          },
        },
      },
      "The agent syncs. It must end with 0 (all well), hold nothing, ask for a token once, ask for the list of schools at least twice, ask for a school's credentials at most twice, never ask for the token service's public keys and ask for the token service's description of itself 2 to 3 times.",
    ],
    [
      { run: 'sync', expect: { exit: 0, requests: { 'rap.clients': { min: 20_002, max: 20_005 } } } },
      "The agent syncs. It must end with 0 (all well) and ask for a school's credentials 20,002 to 20,005 times.",
    ],
    [
      { run: 'sync', agent: { vendorSecret: 'former' }, expect: { exit: 5 } },
      "The agent, still set up with the supplier's former secret, syncs. It must end with 5 (credentials refused).",
    ],
    [{ run: 'none', expect: {} }, 'The agent is left alone.'],
  ])('%j', (sync, says) => {
    const steps = [{ name: 'go', on: { manual: true }, change: { 'vendor.secretReset': {} } }];
    const judged = judgeScenario({ id: 'x', title: 'X', tells: 'A.', steps, syncs: [sync] });
    const [first] = 'scenario' in judged ? judged.scenario.syncs : [];
    expect(first && explainSync(first)).toBe(says);
  });
});

test('When a scenario is told, then the story, what happens, the runs and the proof follow each other', () => {
  const judged = judgeScenario({
    id: 'x',
    title: 'A title',
    tells: 'A story.\n',
    proves: 'It works.',
    seed: 7,
    steps: [{ name: 'go', on: { manual: true }, tells: 'They go.' }],
    syncs: [{ name: 'the first', run: 'sync', expect: { exit: 0 } }],
  });
  if ('problems' in judged) throw new Error('not a scenario');
  expect(explainScenario(judged.scenario)).toBe(`A title (x)

A story.

The world "three-schools", drawn from seed 7; the clock moves only when told.

What happens
  1. go. When somebody fires it by hand: nothing changes, but other steps may wait for this.
     They go.

What the agent does, and what must then be true
  1. the first. The agent syncs. It must end with 0 (all well).

Proves: It works.`);
  expect(explain(judged.scenario)).toMatchObject({ id: 'x', steps: [{ name: 'go', tells: 'They go.' }] });
});
