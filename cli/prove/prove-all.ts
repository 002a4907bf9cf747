import type { RunningHarness, Scenario, WorldHandle } from '../../mock-server/index.js';
import { type Proof, playScenario } from './play.js';
import { createSubject, type SubjectOptions } from './subject.js';

/** Two at a time, each in a world of its own. */
const AT_ONCE = 2;

export type ProveOptions = Omit<SubjectOptions, 'stop'> & {
  /** Leave the world of the last scenario up. */
  readonly keep: boolean;
  /** Aborted when a signal came, and by the first scenario that cannot be played at all. */
  readonly stop: AbortController;
  /** Told each proof in the order of the scenarios, as soon as all before it have been told. */
  readonly onProof: (proof: Proof) => void;
};

/** The proofs, and the world that was kept. */
export type Proven = { readonly proofs: readonly Proof[]; readonly kept: WorldHandle | undefined };

/** Plays scenarios side by side. @throws whatever kept one of them from being played, once all agents have ended. */
export async function proveAll(
  scenarios: readonly Scenario[],
  harness: RunningHarness,
  options: ProveOptions,
): Promise<Proven> {
  const proofs: Proof[] = [];
  const queue = scenarios.entries();
  let told = 0;
  let kept: WorldHandle | undefined;
  const worker = async () => {
    // Both workers take from the same queue.
    for (const [index, scenario] of queue) {
      const keep = options.keep && index === scenarios.length - 1;
      const played = await proveOne(scenario, harness, options, keep);
      proofs[index] = played.proof;
      kept ??= played.kept;
      for (let proof = proofs[told]; proof; proof = proofs[told]) {
        told += 1;
        options.onProof(proof);
      }
    }
  };
  const stopOthers = (error: unknown) => {
    options.stop.abort(error);
    throw error;
  };
  await Promise.allSettled(Array.from({ length: AT_ONCE }, () => worker().catch(stopOthers)));
  options.stop.signal.throwIfAborted();
  return { proofs, kept };
}

async function proveOne(
  scenario: Scenario,
  harness: RunningHarness,
  { stop, ...options }: ProveOptions,
  keep: boolean,
): Promise<{ proof: Proof; kept: WorldHandle | undefined }> {
  const world = await harness.newWorld({ scenario });
  const subject = createSubject(world, scenario, { ...options, stop: stop.signal });
  try {
    const proof = await playScenario(scenario, world, subject);
    return { proof, kept: keep ? world : undefined };
  } finally {
    await subject.close();
    if (!keep) harness.removeWorld(world.id);
  }
}
