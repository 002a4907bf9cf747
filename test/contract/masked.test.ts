import { expect, test } from 'vitest';
import { masked } from '../../cli/contract/masked.js';
import { replayOf } from '../../cli/contract/replay.js';

test.each([
  ['DB_PASSWORD=hunter2 node sync.mjs', 'DB_PASSWORD=*** node sync.mjs'],
  ['node sync.mjs --secret=hunter2 --api-key "hunter 2" sync', 'node sync.mjs --secret=*** --api-key *** sync'],
  ["sh -c 'PGPWD=hunter2 agent'", "sh -c 'PGPWD=*** agent'"],
  ['agent --db postgres://me:hunter2@127.0.0.1/x', 'agent --db postgres://me:***@127.0.0.1/x'],
  ['agent --db "Server=x;Pwd=hunter2;Encrypt=1"', 'agent --db "Server=x;Pwd=***;Encrypt=1"'],
  ['node secrets/token.mjs --key-file /etc/k --token-url=http://127.0.0.1 sync', undefined],
  ['node agent.mjs sync --verbose', undefined],
])('When a command is %s, then no password of it is in a report', (command, expected) => {
  expect(masked(command)).toBe(expected ?? command);
});

test('When a case is to be played again, then the line has what disturbs it or not, and no password', () => {
  const given = { exec: 'agent --password hunter2', parallel: '1' };
  const line = replayOf({ given, nameOf: name => `--${name}` }, 7)(['SEC-01', 'SNAP-02']);
  expect(line).toBe(
    'npx sims-harness contract --only SEC-01,SNAP-02 --seed 7 --exec "agent --password ***" --parallel 1',
  );
});
