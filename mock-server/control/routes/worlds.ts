import { readyOf } from '../../handle.js';
import type { Harness } from '../../harness.js';
import type { WorldOptions } from '../../registry.js';
import type { Scenario } from '../../scenario/index.js';
import { asTexts } from '../../switches/index.js';
import { addressOf, DEFAULT_WORLD } from '../../worlds.js';
import { gone, isRefusal, type Outcome, ok, type Refusal } from '../outcome.js';
import { refusal } from '../refusal.js';
import type { Room } from '../room.js';
import { type Route, route, worldRoute } from '../route.js';
import { object, open, text, whole, words } from '../schema.js';
import { READY, WORLD_ENTRY } from '../shapes.js';
import { catchUp } from '../standing.js';
import { shippedScenario, wholeScenario } from '../whole-scenario.js';
import { LARGEST_WORLD, wholeWorld } from '../whole-world.js';

type NewWorld = {
  readonly id?: string;
  readonly world?: unknown;
  readonly seed?: number;
  readonly clock?: 'real' | 'manual';
  readonly scenario?: unknown;
  readonly switches?: Readonly<Record<string, unknown>>;
};

/** The worlds of this run: list, make, end. */
export const WORLDS_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/worlds',
    summary: 'Every world of this run',
    tag: 'worlds',
    answer: { status: 200, description: 'The default one first', schema: { type: 'array', items: WORLD_ENTRY } },
    handle: ({ room }) => ok(room.registry.list().map(harness => entryOf(room, harness))),
  }),
  route<{ body?: NewWorld }>({
    method: 'POST',
    path: '/api/worlds',
    summary: 'Make a world of its own, with its own clock, journal, scenario and switches',
    description:
      'It shares the two listeners under the prefix /~{id}. Nothing needs to be said: POST without a body works.',
    tag: 'worlds',
    body: object({
      id: text('Letters, digits, - and _; made up when left out'),
      world: { anyOf: [text('A shipped world by name'), open('A whole world, as GET /api/worlds/{id} gives it')] },
      seed: whole(0, Number.MAX_SAFE_INTEGER, 'What everything is drawn from'),
      clock: words(['real', 'manual'], 'Whether time passes by itself'),
      scenario: { anyOf: [text('A shipped scenario by id'), open('A whole scenario')] },
      switches: open('Switches by name; they win over those of world and scenario'),
    }),
    bodyLimit: LARGEST_WORLD,
    answer: {
      status: 201,
      description: 'Its id and its ready record',
      schema: object({ id: text('Its id'), ...READY.properties }),
    },
    handle: ({ room, body = {} }) => make(room, body),
  }),
  worldRoute({
    method: 'DELETE',
    path: '',
    summary: 'End a world',
    tag: 'worlds',
    answer: { status: 204, description: 'It is gone' },
    handle: ({ room, harness }) => {
      if (harness.id === DEFAULT_WORLD) return DEFAULT_STAYS;
      room.registry.remove(harness.id);
      room.hubs.end(harness);
      return gone;
    },
  }),
];

const DEFAULT_STAYS = refusal(
  409,
  'CONTROL_DEFAULT_WORLD',
  'The default world stays as long as the harness runs: POST /api/worlds/default/reset brings it back to its start.',
);

function entryOf({ addresses }: Room, harness: Harness): object {
  const { name, seed, version } = harness.world();
  const { stsUrl, rapUrl } = addresses();
  return {
    id: harness.id,
    name,
    seed,
    version,
    clock: harness.clock.kind,
    now: harness.clock.now(),
    scenario: harness.scenario()?.id ?? null,
    exchanges: harness.journal.count(),
    stsUrl: addressOf(stsUrl, harness.id),
    rapUrl: addressOf(rapUrl, harness.id),
  };
}

async function make(room: Room, wanted: NewWorld): Promise<Outcome> {
  const options = await optionsOf(wanted);
  if (isRefusal(options)) return options;
  const harness = await room.registry.create(options);
  catchUp(harness);
  return {
    status: 201,
    value: { id: harness.id, ...readyOf(harness, room.addresses()) },
    headers: { location: `/api/worlds/${harness.id}` },
  };
}

async function optionsOf(wanted: NewWorld): Promise<WorldOptions | Refusal> {
  const { id, seed, clock, switches } = wanted;
  const world = isNamed(wanted.world) ? wanted.world : wholeWorld(wanted.world);
  if (isRefusal(world)) return world;
  const scenario = await scenarioOf(wanted.scenario);
  if (isRefusal(scenario)) return scenario;
  return {
    ...(id !== undefined && { id }),
    ...(world !== undefined && { world }),
    ...(seed !== undefined && { seed }),
    ...(clock !== undefined && { clock }),
    ...(scenario !== undefined && { scenario }),
    ...(switches !== undefined && { switches: asTexts(switches) }),
  };
}

async function scenarioOf(wanted: unknown): Promise<Scenario | Refusal | undefined> {
  if (wanted === undefined) return undefined;
  return typeof wanted === 'string' ? shippedScenario(wanted) : wholeScenario(wanted);
}

function isNamed(wanted: unknown): wanted is string | undefined {
  return wanted === undefined || typeof wanted === 'string';
}
