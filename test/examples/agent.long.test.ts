import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CASES } from '../../contract/cases/index.js';
import { runContract } from '../../contract/run.js';
import { HARNESS, start, tempFolder } from '../support/command.js';
import { readProject } from '../support/ledger.js';
import { findPython, pythonAgent } from '../support/python-agent.js';

/** The agent of examples/agent/python against one case of each family; `npm run matrix` plays it against all. */

const subject = await pythonAgent();
if ('missing' in subject) process.stderr.write(`SKIPPED: ${subject.missing}\n`);

const ONE_OF_EACH = ['AUTH-06', 'SNAP-04', 'DEL-06', 'CACHE-05', 'RES-05', 'EFF-01'];

test('When the agent in Python is judged, then it passes: what holds for ours does not hold by accident', async ({
  skip,
}) => {
  if ('missing' in subject) return skip(subject.missing);
  const { cases } = await runContract({
    subject,
    cases: CASES.filter(({ id }) => ONE_OF_EACH.includes(id)),
    seed: 11,
    parallel: 4,
    timeoutMs: 30_000,
    version: 'test',
    stop: new AbortController().signal,
  });
  expect(cases.map(({ id, verdict, rounds }) => [id, verdict, ...rounds.flatMap(({ findings }) => findings)])).toEqual(
    cases.map(({ id }) => [id, 'passed']),
  );
  expect(cases).toHaveLength(ONE_OF_EACH.length);
});

test('When its README is followed, then the command that judges it passes as printed', async ({ skip }) => {
  const python = await findPython();
  if ('missing' in python) return skip(python.missing);
  const page = readProject('examples/agent/python/README.md');
  const [, words = ''] = /^npx sims-harness (contract .*)$/m.exec(page) ?? [];
  const command = words.replaceAll('"python3 ', `"'${python.program}' -B `);
  const { exit, stdout } = await start(['sh', '-c', `"$@" ${command} --only SNAP-02`, 'sh', ...HARNESS], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    env: { SYNC_KEY_FILE: join(tempFolder(), 'key'), SYNC_RETRY_SECONDS: '0.05' },
  }).ended;
  expect({ exit, stdout }).toEqual({ exit: 0, stdout: expect.stringContaining('1 passed') });
});
