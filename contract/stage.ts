import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Held, RunningHarness, Scenario, WorldHandle } from '../mock-server/index.js';
import type { Act } from './act.js';
import type { Round } from './case.js';
import { environmentFor } from './environment.js';
import { observe } from './observe.js';
import { readDump } from './read-dump.js';
import type { Leak } from './secrecy/leak.js';
import { createScan } from './secrecy/scan.js';
import type { Moment, Seen, Store } from './seen.js';
import type { Sights } from './sights.js';
import type { Control, Run, Subject } from './subject/subject.js';
import { endOf } from './weather.js';

export type StageOptions = {
  readonly harness: RunningHarness;
  readonly sights: Sights;
  readonly subject: Subject;
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
  /** Draws this round's world and its secrets. */
  readonly seed: number;
};

/** Plays a round in a world of its own, with a home of its own, and gives all that was seen. */
export async function playRound(round: Round, options: StageOptions): Promise<Seen> {
  const { harness, sights } = options;
  const world = await harness.newWorld({
    world: round.weather.world ?? 'three-schools',
    seed: options.seed,
    clock: round.weather.clock ?? 'manual',
    scenario: scenarioOf(round, options.seed),
  });
  const home = mkdtempSync(join(tmpdir(), 'sims-contract-'));
  try {
    if (round.weather.begins) world.commit(round.weather.begins);
    return await perform(round, world, home, options);
  } finally {
    rmSync(home, { recursive: true, force: true });
    sights.forget(world.id);
    harness.removeWorld(world.id);
  }
}

async function perform(round: Round, world: WorldHandle, home: string, options: StageOptions): Promise<Seen> {
  const { subject, sights, timeoutMs, stop } = options;
  const state = join(home, 'state');
  mkdirSync(state, { mode: 0o700 });
  writeFileSync(join(home, 'agent.key'), randomBytes(32).toString('base64'), { mode: 0o600 });
  const environment = () => environmentFor(world, { home, state, tempo: round.tempo });
  const variables = environment();
  const probeKey = variables['SIMS_PROBE_KEY'] ?? '';
  const scan = createScan(world);
  const moments: Moment[] = [];

  const readStore = async (): Promise<Store> => {
    if (!subject.dump) return undefined;
    const run = await subject.dump(environment(), { timeoutMs, stop });
    scan.output('what the dump command said on stderr', run.stderr);
    return readDump(run);
  };

  const act = async (each: Act): Promise<void> => {
    if (each.do === 'change') world.commit(each.changes);
    else if (each.do === 'advance') world.advance(each.ms);
    else if (each.do === 'begin') world.fire(each.spell);
    else if (each.do === 'end') world.fire(endOf(each.spell));
    else {
      const since = world.journal.last();
      const before = world.truth(probeKey);
      const run = each.do === 'sync' || each.do === 'kill' ? await runOnce(each) : undefined;
      if (run) scan.output(`the output of "${each.name}"`, `${run.stdout}\n${run.stderr}`);
      const answered = each.do === 'use' ? await use(each.times) : undefined;
      // Nothing of a run is judged before the last of its exchanges is written down.
      const exchanges = observe(world.journal.list({ since }), sights.of(world.id));
      const skips = each.do === 'use' || (each.do === 'sync' && each.dump === false);
      const store = skips ? undefined : await readStore();
      const truth = world.truth(probeKey);
      moments.push({
        act: each,
        name: each.name,
        run,
        exchanges,
        store,
        before,
        truth,
        ...(answered !== undefined && { answered }),
      });
    }
    scan.remember();
  };

  const runOnce = (each: Extract<Act, { do: 'sync' | 'kill' }>): Promise<Run> => {
    const control: Control = { timeoutMs, stop };
    if (each.do === 'sync') return subject.sync(environment(), control);
    const kill = new AbortController();
    const unwatch = sights.watch(world.id, each.at, () => kill.abort());
    return subject.sync(environment(), { ...control, kill: kill.signal }).finally(unwatch);
  };

  const use = async (times: number): Promise<number | undefined> => {
    if (!subject.serve) return undefined;
    const served = await subject.serve(environment(), { timeoutMs, stop });
    try {
      const schools = [...new Set(world.truth(probeKey).map(({ organisationId }: Held) => organisationId))];
      let good = 0;
      for (let n = 0; n < times; n++) {
        const status = await served.use(schools[n % schools.length] ?? '');
        if (status >= 200 && status < 300) good += 1;
      }
      return good;
    } finally {
      await served.stop();
    }
  };

  for (const each of round.acts) await act(each);
  scan.sights(sights.of(world.id));
  const leaks: readonly Leak[] = [...scan.found(), ...scan.folder(state)];
  return {
    moments,
    world: world.world(),
    probeKey,
    scope: variables['SIMS_SCOPE'] ?? '',
    applicationId: world.ready.applicationId,
    clientId: world.ready.clientId,
    leaks,
    strayed: [],
  };
}

/** The weather as the player of scenarios knows it. */
function scenarioOf({ name, tells, weather }: Round, seed: number): Scenario {
  return {
    id: name,
    title: tells,
    tells,
    defends: [],
    world: weather.world ?? 'three-schools',
    seed,
    clock: weather.clock ?? 'manual',
    switches: weather.switches ?? {},
    policy: {},
    agent: {},
    steps: weather.steps ?? [],
    syncs: [],
  };
}
