import { createHash } from 'node:crypto';
import { startHarness } from '../mock-server/index.js';
import type { Case } from './case.js';
import { figuresOf } from './figures.js';
import type { ContractOptions } from './options.js';
import { inOrder } from './order.js';
import { createPlaces } from './places.js';
import { type AllPlayed, notStarted, ourFault, type Played, play } from './play.js';
import type { CaseResult, Report } from './report/report.js';
import { reportOf, resultOf } from './report-of.js';
import type { RequirementId } from './requirement.js';
import { createSights } from './sights.js';
import type { StageOptions } from './stage.js';
import { SubjectError } from './subject/subject.js';

/** Plays every round of the cases and judges them. @throws SubjectError when the subject cannot be started at all. */
export async function runContract(options: ContractOptions): Promise<Report> {
  const startedAt = new Date();
  const from = performance.now();
  const played = await playAll(options);
  const judged = options.cases.map(each => resultOf(each, played, options));
  const { figures, cases } = measured(played, judged);
  const late = cases.filter((_, n) => options.cases[n]?.overall);
  for (const [n, each] of late.entries()) options.onCase?.(each, cases.length - late.length + n + 1, cases.length);
  return { ...reportOf(options, cases, startedAt, performance.now() - from), figures };
}

/** The figures; where they cannot be reckoned, that is a fault of ours, told with a case that they are about. */
function measured(played: AllPlayed, cases: readonly CaseResult[]): Pick<Report, 'figures' | 'cases'> {
  const seenIn = (id: RequirementId) => [...played].find(([each]) => each.id === id)?.[1][0]?.seen;
  try {
    return { cases, figures: figuresOf(seenIn('EFF-01'), seenIn('EFF-02')) };
  } catch (error) {
    const at = cases.findIndex(({ id }) => id === 'EFF-01' || id === 'EFF-02');
    const finding = ourFault('the figures can be reckoned', error);
    const told = cases.map((each, n) =>
      n === at ? { ...each, verdict: 'broken' as const, overall: [...each.overall, finding] } : each,
    );
    return { cases: told, figures: null };
  }
}

/** Side by side, each round in a world of its own. The first that cannot go on ends all of them. */
async function playAll(options: ContractOptions): Promise<AllPlayed> {
  const sights = createSights();
  const harness = await startHarness({ controlPort: null, onSight: sights.see });
  const places = createPlaces(harness, sights);
  const ending = new AbortController();
  const stop = AbortSignal.any([options.stop, ending.signal]);
  const { subject, timeoutMs, rate } = options;
  const stageOf = (each: Case, round: string): StageOptions => {
    const seed = seedOf(options.seed, each.id, round);
    return { places, sights, subject, timeoutMs, rate, stop, seed, case: each.id };
  };
  const played = new Map<Case, Played[]>();
  const queue = inOrder(options.cases).values();
  let done = 0;
  const worker = async () => {
    // All workers take from one queue.
    for (const { each, round } of queue) {
      stop.throwIfAborted();
      options.onRound?.(each.id, round.name);
      const one = await play(each, round, stageOf(each, round.name)).catch(error => {
        if (error instanceof SubjectError && played.size > 0) return notStarted(each, round, error);
        throw error;
      });
      const rounds = [...(played.get(each) ?? []), one];
      played.set(each, rounds);
      if (rounds.length < each.rounds.length) continue;
      options.onOver?.(each.id);
      // What is judged over all cases has no verdict before all are played: told now, it might have to be taken back.
      if (each.overall) continue;
      done += 1;
      options.onCase?.(resultOf(each, played, options), done, options.cases.length);
    }
  };
  const endOthers = (error: unknown) => {
    ending.abort(error);
    throw error;
  };
  try {
    await Promise.allSettled(Array.from({ length: options.parallel }, () => worker().catch(endOthers)));
    stop.throwIfAborted();
    return played;
  } finally {
    await places.close();
    await harness.stop();
  }
}

/** The same for a round whichever others are played, so that one alone replays what it did among many. */
function seedOf(seed: number, ...names: readonly string[]): number {
  return (
    createHash('sha256')
      .update([seed, ...names].join(' '))
      .digest()
      .readUInt32BE() >>> 1
  );
}
