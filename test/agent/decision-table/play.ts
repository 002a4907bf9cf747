// Plays a row of the decision table on the mock, with the agent's own command line, and looks at what the table says.
import { expect } from 'vitest';
import type { Scenario, WorldHandle } from '../../../mock-server/index.js';
import { WireBox } from './wire-box.js';
import type { Moment, Play, Run, Serves } from './wire-row.js';
import { guid, stepOf } from './wire-world.js';

const operations = { token: 'sts.token', list: 'rap.sites', clients: 'rap.clients' } as const;

export async function play(given: Play, mock: WorldHandle): Promise<void> {
  const box = await WireBox.open(mock);
  try {
    if (!given.empty) {
      await box.policy({});
      expect(await box.run('sync'), 'the first, healthy copy').toMatchObject({ exit: 0 });
    }
    for (const [at, run] of given.runs.entries()) await playRun(run, given, box, `run ${at + 1}`);
  } finally {
    await box.close();
  }
}

async function playRun(run: Run, { empty, policy }: Play, box: WireBox, name: string): Promise<void> {
  const { mock } = box;
  const isNew = empty === true && (await box.audit()).length === 0 && !(await hasVault(box));
  const before = isNew ? [] : await box.served();
  const auditBefore = (await box.audit()).length;
  if (run.change) mock.commit(run.change);
  if (run.switches) mock.set(run.switches);
  await mock.play(run.weather ? scenarioOf(run.weather.map(stepOf)) : null);
  await box.policy({ ...policy, ...run.policy });
  box.env = { ...box.env, ...run.env?.(box) };
  await run.first?.(box);
  const counted = countOf(box);
  const enough = run.meanwhile && whenever(run.meanwhile.moment, box, run.meanwhile.does);
  const argv = (run.run ?? ['sync', '--json']).map(word => (word === '{digest}' ? box.digest : word));
  const ran = await box.run(...argv);
  enough?.();
  const told = `${name}: ${ran.out}${ran.err}`;
  expect(ran.exit, told).toBe(run.exit);
  if (run.says !== undefined) expect(ran.out + ran.err).toContain(run.says);

  const report = ran.out.startsWith('{') ? JSON.parse(ran.out) : {};
  box.digest = report.hold?.digest ?? box.digest;
  expect(mock.problems(), `${name}: the mock could not do what the row says`).toEqual([]);
  expect({ alarms: kinds((report.alarms ?? []).map((alarm: { name: string }) => alarm.name)) }, told).toEqual({
    alarms: run.alarms ?? [],
  });
  const asked = countOf(box);
  for (const kind of ['token', 'list', 'clients'] as const) {
    const sent = asked[kind] - counted[kind];
    const wanted = run.asks?.[kind];
    if (wanted !== undefined) expect({ [kind]: sent }, told).toEqual({ [kind]: wanted });
    if (report.requests)
      expect({ [kind]: report.requests[kind] }, `${name}: what it counted`).toEqual({ [kind]: sent });
  }
  await run.check?.(box);
  // A vault that cannot be opened shows nothing; the row looks at that by itself.
  if (run.exit === 12) return;
  const { serves = 'before' } = run;
  if (serves !== 'any' && (await hasVault(box)))
    expect({ served: await box.served() }, told).toEqual({ served: expected(serves, before, box) });
  expect({ audit: kinds((await box.audit()).slice(auditBefore)) }, told).toEqual({ audit: run.audit ?? [] });
  expect({ states: await box.states() }, told).toEqual({ states: run.states ?? {} });
}

const hasVault = async (box: WireBox): Promise<boolean> => (await box.run('status')).out.startsWith('vault');

const kinds = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();

const countOf = (box: WireBox) => ({
  token: box.asked(operations.token),
  list: box.asked(operations.list),
  clients: box.asked(operations.clients),
});

function expected(serves: Exclude<Serves, 'any'>, before: readonly string[], box: WireBox): readonly string[] {
  if (serves === 'before') return before;
  if (serves === 'world') return box.truth();
  const of = (pairs: readonly string[], schools: readonly number[] = []) =>
    pairs.filter(pair => schools.some(n => pair.startsWith(guid(n).toLowerCase())));
  return [...of(before, serves.before), ...of(box.truth(), serves.world)].sort();
}

/** Does it once, when the request of this moment has come in. Returns a function that ends the waiting. */
function whenever({ on, nth = 1, school }: Moment, box: WireBox, does: (box: WireBox) => void): () => void {
  let seen = 0;
  return box.mock.subscribe(event => {
    if (event.type !== 'exchange' || event.exchange.operation !== on) return;
    if (school !== undefined && event.exchange.organisationId?.toLowerCase() !== guid(school).toLowerCase()) return;
    seen += 1;
    if (seen === nth) does(box);
  });
}

const scenarioOf = (steps: Scenario['steps']): Scenario => ({
  id: 'row',
  title: 'A row of the decision table',
  tells: 'What happens in it.',
  defends: [],
  world: 'three-schools',
  seed: 1,
  clock: 'manual',
  switches: {},
  policy: {},
  agent: {},
  steps,
  syncs: [],
});
