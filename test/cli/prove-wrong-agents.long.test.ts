import { describe, expect, test, vi } from 'vitest';
import { harness } from '../support/command.js';
import { agent } from '../support/wrong-agent.js';

// Each test runs dozens of processes; a busy machine may take its time.
vi.setConfig({ testTimeout: 90_000 });

/** Too large for an agent that asks one after the other. */
const TOO_LARGE = 'large-estate';

/** One fault each, the scenario that is about it, the run that shows it, and how. */
const WRONG = [
  ['believes-short-list', 'list-short', 'every reading is short', /exit code: expected 4; seen 0/],
  ['takes-page-for-empty-list', 'list-is-html', 'the very first run', /exit code: expected 6; seen 0/],
  ['reads-what-arrived', 'list-truncated', 'the list breaks off once', /rap\.sites requests: expected 3; seen 2/],
  ['ignores-retry-after', 'rap-throttled', 'one second', /exit code: expected 0; seen 6/],
  ['keys-by-id', 'awkward-rows', 'everything odd at once', /the store: .*seen .*missing /],
  ['keys-by-dfe-code', 'awkward-rows', 'everything odd at once', /the store: .*seen .*missing /],
  ['forgets-second-client', 'many-clients-per-site', 'second credentials', /the store: .*; seen .*missing .*oakfield/],
  ['serves-whoever-is-listed', 'school-awaiting-approval', 'Hillcrest waits', /should not hold hillcrest/],
  ['serves-whoever-is-listed', 'school-disabled-by-ti', 'Riverside is switched off', /should not hold riverside/],
  ['gives-up-at-once', 'sts-maintenance', 'an error page', /sts\.token requests: expected 2 to 3; seen 1/],
  ['gives-up-at-once', 'secret-reissued-mid-walk', 'during a stumble', /exit code: expected 0; seen 3/],
  ['remembers-known-clients', 'secret-reissued-mid-walk', 'an hour later', /another secret for oakfield/],
  ['remembers-known-clients', 'ordinary-tuesday', 'in the evening', /another secret for oakfield/],
  ['knocks-on', 'vendor-secret-reset', 'nobody has told the agent', /sts\.token requests: expected 1; seen 3/],
  ['takes-stopped-for-refusal', 'web-app-stopped', 'the partner API is stopped', /exit code: expected 6; seen 5/],
  ['approves-anything', 'mass-exit', 'one more has left', /exit code: expected 4; seen 0/],
  ['minds-unknown-fields', 'api-key-appears', 'the plan about the key', /exit code: expected 0; seen 3/],
  ['tries-secrets-out', 'ti-moves-to-new-secret-late', 'too new for the token service', /another secret for oakfield/],
  ['reads-first-thousand', TOO_LARGE, 'the first copy', /20001 credentials\); seen 1000 credentials: missing /],
] as const;

describe.concurrent('When an agent has one fault', () => {
  test.each(WRONG)('%s, then %s does not hold, and "%s" shows it', async (name, scenario, run, reason) => {
    const { exit, stdout } = await harness(['prove', scenario, '--agent', agent(name)]);
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: expect.stringContaining(`\n    after "${run}":\n`) });
    expect(stdout).toMatch(reason);
  });
});

test.concurrent('When an agent that is not ours has no fault, then the same scenarios hold: none asks for more than is right', async () => {
  const scenarios = new Set(WRONG.map(([, scenario]) => scenario).filter(id => id !== TOO_LARGE));
  const { exit, stdout } = await harness(['prove', ...scenarios, '--agent', agent('careful')]);
  expect(stdout.split('\n').filter(line => /^(?:✘| {4})/.test(line))).toEqual([]);
  expect(exit).toBe(0);
});
