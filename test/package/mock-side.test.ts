import { expect, test } from 'vitest';
import { mockSide } from '../../vitest-fixture/mock-side.js';
import { ask } from '../support/ask.js';
import { startMock } from '../support/mock.js';

const mock = await startMock();

test('When much was refused, then the last twenty are told, and that there were more', async () => {
  const world = await mock.fresh();
  for (let n = 1; n <= 22; n += 1) await ask(`${world.ready.stsUrl}/nothing-${n}`);
  const [head, more, ...lines] = mockSide('many', world);
  expect([head, more]).toEqual([
    'What the mock saw of "many": 22 requests, 22 refused or odd.',
    '  (the last 20 of them)',
  ]);
  expect([lines[0], lines.at(-1), lines.length]).toEqual([
    expect.stringMatching(/^ {2}404 {2}GET .*\/nothing-3\b/),
    expect.stringMatching(/^ {2}404 {2}GET .*\/nothing-22\b/),
    20,
  ]);
});

test('When all was well, then it says how much was asked, and no more', async () => {
  const world = await mock.fresh();
  await ask(`${world.ready.stsUrl}/.well-known/openid-configuration`);
  expect(mockSide('fine', world)).toEqual(['What the mock saw of "fine": 1 request, 0 refused or odd.']);
});

test('When a name holds what steers a terminal, then it is told in letters', async () => {
  const world = await mock.fresh();
  expect(mockSide('\u001b[2J', world)[0]).toContain('"\\x1b[2J": no request.');
});

test('When a fault or a step that could not be done touched the test, then that is told too', async () => {
  const world = await mock.newWorld({ scenario: 'list-empty', clock: 'manual' });
  const journal = { ...world.journal, list: () => [] };
  expect(mockSide('odd', { journal, problems: () => ['there is no school "x"'] })).toEqual([
    expect.stringContaining('no request'),
    '  the scenario itself: there is no school "x"',
  ]);
});
