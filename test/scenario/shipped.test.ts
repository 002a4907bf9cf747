import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { unplayed } from '../../cli/prove/unplayed.js';
import { buildWorld, WORLD_NAMES } from '../../fixtures/index.js';
import {
  begin,
  dueAt,
  type Effect,
  next,
  type Operation,
  type Scenario,
  type ScenarioState,
  stepStates,
} from '../../mock-server/scenario/index.js';
import { listScenarios, loadScenario, parseScenario } from '../../mock-server/scenario/load.js';
import { changeAll, findSite, isRefused, type World } from '../../mock-server/world/index.js';

const shipped = listScenarios();
const scenarioAt = (file: string): Scenario => {
  const loaded = loadScenario(file, { worlds: WORLD_NAMES });
  if ('errors' in loaded) throw new Error(JSON.stringify(loaded.errors));
  return loaded.scenario;
};

const TOKEN_LASTS_MS = 3_600_000;
/** Longer than any scenario asks for that may be waited out. */
const PATIENCE_MS = 2_000;

type Asked = { readonly operation: Operation; readonly site?: string };

/** A world, its clock and its scenario, moved by the requests a healthy agent makes. */
class Rehearsal {
  private at = 0;
  private tokenAt = 0;
  private world: World;
  private state: ScenarioState;

  constructor(scenario: Scenario) {
    const world = buildWorld(scenario.world, { seed: scenario.seed });
    if (!world) throw new Error(`no world ${scenario.world}`);
    this.world = world;
    this.state = begin(scenario, 0);
  }

  advance(ms: number): void {
    this.at += ms;
    this.take({ type: 'elapsed', at: this.at });
  }

  fire(step: string): void {
    this.take({ type: 'manual', at: this.at, step });
  }

  sync(): void {
    this.askToken();
    this.ask({ operation: 'rap.sites' });
    const listed = this.world.installations.filter(i => i.state === 'active');
    for (const { site } of listed) this.ask({ operation: 'rap.clients', site });
    this.ask({ operation: 'rap.sites' });
  }

  knows(school: string): boolean {
    return findSite(this.world, school) !== undefined;
  }

  neverFired(scenario: Scenario): string[] {
    return unplayed(scenario, stepStates(this.state)).map(failure => failure.seen);
  }

  private askToken(): void {
    this.tokenAt = this.at;
    this.insist({ operation: 'sts.token' });
  }

  private ask(asked: Asked): void {
    if (this.at - this.tokenAt > TOKEN_LASTS_MS) this.askToken();
    this.insist(asked);
  }

  /** Asks again, a little later, what was not answered well. */
  private insist(asked: Asked): void {
    if (!this.take({ type: 'request', at: this.at, ...asked })) return;
    this.advance(PATIENCE_MS);
    this.take({ type: 'request', at: this.at, ...asked });
  }

  private take(event: Parameters<typeof next>[1]): boolean {
    const outcome = next(this.state, event);
    if (isRefused(outcome)) throw new Error(outcome.message);
    this.state = outcome.state;
    for (const effect of outcome.effects) this.apply(effect);
    if ((dueAt(this.state) ?? Number.POSITIVE_INFINITY) < this.at) throw new Error('a step is overdue');
    return outcome.fault !== undefined;
  }

  private apply({ changes, advanceMs }: Effect): void {
    const changed = changeAll(this.world, changes, this.at);
    if (isRefused(changed)) throw new Error(changed.message);
    this.world = changed.world;
    if (advanceMs !== undefined) this.advance(advanceMs);
  }
}

/** How many requirements each family of the contract suite has. */
const REQUIREMENTS: Readonly<Record<string, number>> = { AUTH: 7, SNAP: 6, DEL: 6, CACHE: 5, RES: 5, EFF: 3, SEC: 5 };

function isRequirement(id: string): boolean {
  const [family = '', number] = id.split('-');
  return /^0[1-9]$/.test(number ?? '') && Number(number) <= (REQUIREMENTS[family] ?? 0);
}

describe.each(shipped)('When the shipped scenario $id is read', ({ id, file }) => {
  const scenario = scenarioAt(file);

  test('then an editor is told where its schema is', () => {
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe('# yaml-language-server: $schema=./scenario.schema.json');
  });

  test('then it can be played from end to end, and all of it happens that is not left to luck', () => {
    const rehearsal = new Rehearsal(scenario);
    for (const sync of scenario.syncs) {
      rehearsal.advance(sync.advanceMs ?? 0);
      for (const step of sync.fire) rehearsal.fire(step);
      if (sync.run === 'sync') rehearsal.sync();
    }
    expect(rehearsal.neverFired(scenario)).toEqual([]);
  });

  test('then every school it names is one its world knows', () => {
    const rehearsal = new Rehearsal(scenario);
    const named = scenario.syncs.flatMap(({ expect: { stores, serves, withholds } }) => [
      ...(typeof stores === 'object' ? stores : []),
      ...serves,
      ...withholds,
    ]);
    expect(named.filter(school => !rehearsal.knows(school))).toEqual([]);
  });

  test('then it says what it proves, and each run but the plainest says why', () => {
    expect(scenario.id).toBe(id);
    expect(scenario.proves).toMatch(/^[A-Z].*\.$/);
    expect(scenario.defends).not.toEqual([]);
    expect(scenario.defends.filter(id => !isRequirement(id))).toEqual([]);
    expect(scenario.syncs.every(sync => sync.name !== undefined)).toBe(true);
    expect(scenario.steps.every(step => step.tells !== undefined)).toBe(true);
  });
});

const readme = readFileSync(new URL('../../scenarios/README.md', import.meta.url), 'utf8');

test('When somebody copies the example of the README, then it is a scenario', () => {
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(readme) ?? [];
  const loaded = parseScenario(example, 'README.md', { worlds: WORLD_NAMES });
  expect(loaded).toMatchObject({ scenario: { id: 'oakfield-hiccup' } });
});

test('When the shipped scenarios are listed in their README, then none is missing and none is invented', () => {
  const named = [...readme.matchAll(/^\| \[`([a-z0-9-]+)`\]\(\1\.yaml\)/gm)].map(match => match[1]);
  expect(named).toEqual(shipped.map(({ id }) => id));
});
