import { fileURLToPath } from 'node:url';
import type { Case } from '../../../contract/case.js';
import type { Report } from '../../../contract/report/report.js';
import { runContract } from '../../../contract/run.js';
import { execSubject } from '../../../contract/subject/exec.js';
import type { Subject } from '../../../contract/subject/subject.js';
import type { WrongAgent } from '../../support/gallery/index.js';
import { fileOf, insideSubject } from '../../support/gallery/inside.js';
import { pythonAgent } from '../../support/python-agent.js';
import type { Judged } from './judged.js';

/** One agent's way through the cases, with all that was found. */
export type Row = Judged & { readonly report: Report };

export type Player = Omit<Judged, 'verdicts'> & { readonly subject: () => Promise<Subject>; readonly parallel: number };

const file = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const program = (name: string): Subject =>
  execSubject({ sync: [process.execPath, fileOf(name), 'sync'], dump: [process.execPath, fileOf(name), 'list'] });

/** An agent of the gallery: inside this process, where its fault can be seen there. */
export const wrongPlayer = ({ name, fault, caughtBy, asProcess }: WrongAgent): Player => ({
  name,
  tells: fault,
  caughtBy,
  subject: async () => (asProcess ? program(name) : insideSubject(name)),
  parallel: asProcess ? 2 : 8,
});

const good = (name: string, tells: string, subject: Player['subject'], parallel: number): Player => ({
  name,
  tells,
  caughtBy: undefined,
  subject,
  parallel,
});

/** The good one that the wrong ones are made of. */
export const GOOD = good('good', 'the agent that the wrong ones are made of', () => insideSubject('good'), 8);

const agent = [process.execPath, file('dist/sims-agent.js')];

/** Good agents that are programs of their own. */
export const PROGRAMS: readonly Player[] = [
  good(
    'sims-agent',
    'the agent of this project',
    async () => execSubject({ sync: [...agent, 'sync'], dump: [...agent, 'list', '--fingerprints'] }),
    2,
  ),
  good('python', 'examples/agent/python, written apart from it', pythonOrNone, 4),
];

/** A language that is not on this machine. */
export class Missing extends Error {}

async function pythonOrNone(): Promise<Subject> {
  const found = await pythonAgent();
  if ('missing' in found) throw new Missing(found.missing);
  return found;
}

/** Plays an agent against the cases, in worlds that are the same every time. */
export async function play(player: Player, cases: readonly Case[]): Promise<Row> {
  const { name, tells, caughtBy, parallel } = player;
  const report = await runContract({
    subject: await player.subject(),
    cases,
    seed: 7,
    parallel,
    timeoutMs: 30_000,
    version: 'matrix',
    stop: new AbortController().signal,
  });
  const verdicts = new Map(report.cases.map(({ id, verdict }) => [id, verdict]));
  return { name, tells, caughtBy, verdicts, report };
}
