import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandsFor } from '../../mock-server/console/app/pages/agent/commands.js';
import { type Posted, told } from '../../mock-server/console/app/pages/agent/report.js';
import { callsInWords, endOf } from '../../mock-server/console/app/pages/agent/words.js';

const CALLS = { tokens: 1, lists: 2, clients: 4, refused: 0, optimum: 6 };
const posted = (report: Posted['report'], calls = CALLS): Posted => ({ number: 1, at: 100_000, report, calls });

test('When docs/console.md shows commands, then they are those of the page', async () => {
  const guide = await readFile('docs/console.md', 'utf8');
  const { sync, holds } = commandsFor('http://127.0.0.1:4400', 'default');
  expect(guide).toContain(`\`\`\`sh\n${sync}\n${holds}\n\`\`\``);
});

describe('a report as the page tells it', () => {
  test('When anything at all is posted, then it is told without a fault', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...MEMBERS), fc.jsonValue()), report => {
        const shown = told(posted(report));
        endOf(shown);
        callsInWords(shown);
        expect(typeof shown.says).toBe('string');
        expect(shown.plan?.every(({ text }) => typeof text === 'string') ?? true).toBe(true);
      }),
    );
  });

  test('When sims-agent tells of a hold, then the command that approves it is named', () => {
    const hold = { digest: `9f3c${'0'.repeat(60)}`, guards: [{ guard: 'G3', count: 3, of: 4 }], operations: 3 };
    expect(told(posted({ agent: 'sims-agent 1', exit: 4, hold })).held).toEqual([
      { why: 'G3', count: 3, approve: 'npx sims-agent approve 9f3c00000000' },
    ]);
    expect(told(posted({ agent: 'x', hold: { ...hold, guards: [] } })).held).toHaveLength(1);
  });

  test('When a plan comes as sentences or as operations, then each line has its sign and what stays is left out', () => {
    const plan = ['+ add one', 'Oakfield comes', { op: 'remove', organisationId: 'A', clientId: null, reason: 'left' }];
    expect(told(posted({ agent: 'x', plan })).plan).toEqual([
      { sign: '+', text: 'add one' },
      { sign: ' ', text: 'Oakfield comes' },
      { sign: '-', text: 'remove A (left)' },
    ]);
    const operations = [
      { op: 'keep', standing: 'apply', organisation: 'A', client: 'c' },
      { op: 'rotate', standing: 'apply', organisation: 'B', client: 'c' },
      { op: 'tombstone', standing: 'held', organisation: 'C', client: null, guard: 'G3' },
    ];
    expect(told(posted({ agent: 'x', operations })).plan).toEqual([
      { sign: '~', text: 'rotate B c' },
      { sign: '!', text: 'tombstone C (held by G3)' },
    ]);
  });

  test.each([
    [{ lists: 2, clients: 4 }, 'good', /exactly/i],
    [{ lists: 2, clients: 6, refused: 2 }, 'warn', /2 more than needed.*2 were refused/],
    [{ lists: 1, clients: 0 }, 'info', /fewer/i],
    [{ lists: 0, clients: 0 }, 'quiet', /no calls/i],
  ])('When calls are %o of 6, then that is %s', (calls, tone, says) => {
    const shown = callsInWords(told(posted({ agent: 'x', exit: 0 }, { ...CALLS, ...calls })));
    expect([shown.tone, shown.says]).toEqual([tone, expect.stringMatching(says)]);
  });

  test('When the agent gives its own time, then the age of a credential is by that clock', () => {
    const oldestCredentialAt = '2026-11-21T00:00:00Z';
    expect(told(posted({ agent: 'x', at: '2026-11-21T01:00:00Z', oldestCredentialAt })).oldestMs).toBe(3_600_000);
    expect(told(posted({ agent: 'x', oldestCredentialAt: 40_000 })).oldestMs).toBe(60_000);
  });

  test('When the page is open to other machines, then its commands take the control token from a variable', () => {
    expect(commandsFor('http://127.0.0.1:4400', 'default').sync).toBe(
      'npx sims-agent sync --json | curl -sS --json @- http://127.0.0.1:4400/api/worlds/default/agent-reports',
    );
    const { holds } = commandsFor('http://10.0.0.7:4400', "a'b");
    expect(holds).toContain('"Authorization: Bearer $SIMS_CONTROL_TOKEN" http://10.0.0.7:4400/api/worlds/a%27b/');
  });
});

const MEMBERS = [
  'agent',
  'at',
  'command',
  'exit',
  'generation',
  'durationMs',
  'requests',
  'plan',
  'operations',
  'held',
  'hold',
  'holding',
  'changes',
  'oldestCredentialAt',
  'says',
  'code',
];
