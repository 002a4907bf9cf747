import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CASES } from '../../../contract/cases/index.js';
import { htmlReport } from '../../../contract/report/html/html.js';
import { jsonReport } from '../../../contract/report/json.js';
import { junitReport } from '../../../contract/report/junit.js';
import { closingLines } from '../../../contract/report/text.js';
import { runContract } from '../../../contract/run.js';
import type { Subject } from '../../../contract/subject/subject.js';
import { insideSubject } from '../../support/gallery/inside.js';

/** Agents that spill what they know into their words, their files and their addresses: none of it may come out again in a report. */

const SPILLING = ['logs-authorization', 'prints-token-on-error', 'secret-in-query', 'stores-in-clear', 'stores-base64'];
const JUDGED = ['SEC-01', 'SEC-02', 'CACHE-03', 'AUTH-06', 'RES-05'];

/** The subject, and every secret and token that it was given or let out. */
function listening(subject: Subject, heard: Set<string>): Subject {
  return {
    ...subject,
    sync: async (environment, control, turn) => {
      heard.add(environment['SIMS_CLIENT_SECRET'] ?? '');
      const run = await subject.sync(environment, control, turn);
      for (const [, token = ''] of `${run.stdout}${run.stderr}`.matchAll(/(?:Bearer|Basic) +([\w.+/=-]{8,})/g))
        heard.add(token);
      const folder = environment['SIMS_STATE_DIR'] ?? '';
      for (const name of readdirSync(folder))
        for (const [, secret = ''] of readFileSync(join(folder, name), 'utf8').matchAll(/"secret":\s*"([^"\\]{6,})"/g))
          heard.add(secret);
      return run;
    },
  };
}

test.concurrent.for(SPILLING)('When an agent spills secrets (%s), then no report repeats one', async name => {
  const heard = new Set<string>();
  const report = await runContract({
    subject: listening(await insideSubject(name), heard),
    cases: CASES.filter(({ id }) => JUDGED.includes(id)),
    seed: 3,
    parallel: 4,
    timeoutMs: 30_000,
    version: 'test',
    stop: new AbortController().signal,
  });
  expect(report.verdict).toBe('failed');
  const secrets = [...heard].filter(secret => secret.length > 5);
  expect(secrets.length).toBeGreaterThan(3);
  const text = closingLines(report, (_, line) => line).join('\n');
  const reports = { text, html: htmlReport(report), json: jsonReport(report), junit: junitReport(report) };
  const forms = (secret: string) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    JSON.stringify(secret).slice(1, -1),
  ];
  const leaks = Object.entries(reports).filter(([, form]) =>
    secrets.some(secret => forms(secret).some(each => form.includes(each))),
  );
  expect(leaks.map(([form]) => form)).toEqual([]);
});
