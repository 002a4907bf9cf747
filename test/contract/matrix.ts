// Every agent of the gallery against every case. `npm run matrix` writes docs/contract/matrix.md, `-- --check` only looks,
// and `-- <name>…` plays those agents alone (`good`, `sims-agent` and `python` too) and tells what was found.
import { fork } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CASES } from '../../contract/cases/index.js';
import type { CaseResult } from '../../contract/report/report.js';
import { GALLERY } from '../support/gallery/index.js';
import { sourcesDigest } from './matrix/digest.js';
import type { Judged } from './matrix/judged.js';
import { pageOf } from './matrix/page.js';
import { GOOD, Missing, type Player, PROGRAMS, play, type Row, wrongPlayer } from './matrix/play.js';
import { doubtsOf, problemsOf } from './matrix/problems.js';

const PAGE = fileURLToPath(new URL('../../docs/contract/matrix.md', import.meta.url));
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

// Thousands of small stores are written: in memory, where there is such a folder.
if (existsSync('/dev/shm')) process.env['TMPDIR'] ??= '/dev/shm';

const words = process.argv.slice(2);
const names = words.filter(word => !word.startsWith('--'));
const insiders: readonly Player[] = [GOOD, ...GALLERY.filter(({ asProcess }) => !asProcess).map(wrongPlayer)];
const programs: readonly Player[] = [...PROGRAMS, ...GALLERY.filter(({ asProcess }) => asProcess).map(wrongPlayer)];

if (words.includes('--share')) process.send?.(await playAll(insiders.filter(isShared), 4));
else if (names.length > 0) await some();
else await whole();

async function some(): Promise<void> {
  const all = [...insiders, ...programs];
  const unknown = names.filter(name => !all.some(player => player.name === name));
  if (unknown.length > 0)
    throw new Error(`no agent is called ${unknown.join(', ')}; see test/support/gallery/index.ts`);
  for (const player of all.filter(({ name }) => names.includes(name))) {
    const row = await play(player, CASES);
    tellAll(row);
    for (const problem of problemsOf([row], CASES).filter(each => each.startsWith(row.name))) say(`!! ${problem}`);
  }
}

async function whole(): Promise<void> {
  const from = performance.now();
  // Of what is played, not of what somebody writes meanwhile.
  const digest = sourcesDigest();
  const here = insiders.filter((player, n) => !isShared(player, n));
  const first = (await Promise.all([elsewhere(), playAll(here, 4), playAll(programs, 1)])).flat();
  const rows: Judged[] = [];
  for (const row of first) rows.push(await lookAgain(row));
  const order = [...GALLERY.map(({ name }) => name), GOOD.name, ...PROGRAMS.map(({ name }) => name)];
  rows.sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
  const problems = problemsOf(rows, CASES);
  for (const problem of problems) say(`!! ${problem}`);
  say(`${rows.length} agents × ${CASES.length} cases in ${Math.round((performance.now() - from) / 1000)} s`);
  if (!words.includes('--check')) writeFileSync(PAGE, pageOf(rows, CASES, digest));
  if (problems.length > 0) process.exitCode = 1;
}

/** What surprises is played once more, with nothing beside it: only what comes again speaks against the judge, not the machine. */
async function lookAgain(row: Judged): Promise<Judged> {
  const doubts = new Set(doubtsOf(row, CASES).map(({ id }) => id));
  const player = [...insiders, ...programs].find(({ name }) => name === row.name);
  if (doubts.size === 0 || !player) return row;
  say(`${row.name}: a second look at ${[...doubts].join(' ')}, with nothing beside it`);
  const again = await play(
    { ...player, parallel: 1 },
    CASES.filter(({ id }) => doubts.has(id)),
  );
  return { ...row, verdicts: new Map([...row.verdicts, ...again.verdicts]) };
}

/** What a second process plays, for the second core; the programs keep this one busy besides. */
function isShared(_: Player, n: number): boolean {
  return n % 5 < 3;
}

function elsewhere(): Promise<readonly Judged[]> {
  const child = fork(fileURLToPath(import.meta.url), ['--share', ...words], { serialization: 'advanced' });
  return new Promise((resolve, reject) => {
    child.once('message', rows => resolve(rows as readonly Judged[]));
    child.once('exit', code => reject(new Error(`the second process ended with ${code}`)));
  });
}

/** Plays them, so many at a time: much of a run is waiting. */
async function playAll(players: readonly Player[], atATime: number): Promise<readonly Judged[]> {
  const rows: Judged[] = [];
  const queue = players.values();
  const worker = async () => {
    for (const player of queue) {
      const row = await playOrSkip(player);
      if (!row) continue;
      const { report, ...judged } = row;
      rows.push(judged);
      const caught = report.cases.filter(({ verdict }) => ['failed', 'warned', 'broken'].includes(verdict));
      say(`${row.name} (${(report.ms / 1000).toFixed(1)} s): ${caught.map(({ id }) => id).join(' ') || 'passes'}`);
      // A surprise is told at once: it may not come again.
      for (const each of caught.filter(({ id, level }) => id !== row.caughtBy && level === 'must')) tellCase(each);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return rows;
}

/** The page shows everybody; a look does without what this machine lacks, and says so. */
async function playOrSkip(player: Player): Promise<Row | undefined> {
  try {
    return await play(player, CASES);
  } catch (error) {
    if (!(error instanceof Missing) || !words.includes('--check')) throw error;
    say(`SKIPPED: ${error.message}`);
    return undefined;
  }
}

function tellAll({ name, report }: Row): void {
  say(`== ${name} (${(report.ms / 1000).toFixed(1)} s)`);
  for (const each of report.cases) tellCase(each);
}

function tellCase({ id, level, verdict, ms, rounds, overall }: CaseResult): void {
  say(`${id} ${level} ${verdict} ${Math.round(ms)} ms`);
  for (const round of rounds) {
    for (const { expected, seen } of round.findings) say(`    ${round.name}: expected ${expected}; seen ${seen}`);
    if (round.findings.length > 0) say(`    ${round.runs.map(run => `${run.name}: exit ${run.exit}`).join(', ')}`);
  }
  for (const { expected, seen } of overall) say(`    overall: expected ${expected}; seen ${seen}`);
}
