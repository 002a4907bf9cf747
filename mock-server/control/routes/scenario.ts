import { explain, explainScenario, type Scenario } from '../../scenario/index.js';
import { findSite, type World } from '../../world/index.js';
import { gone, isRefusal, ok, type Refusal } from '../outcome.js';
import { playedOf } from '../played.js';
import { fromRefused, refusal } from '../refusal.js';
import { type Route, route, worldRoute } from '../route.js';
import { open } from '../schema.js';
import { EXPLAINED, LISTED_SCENARIO, PLAYED } from '../shapes.js';
import { shippedScenario, shippedScenarios, wholeScenario, writtenScenario } from '../whole-scenario.js';

const NO_SCENARIO = refusal(
  404,
  'CONTROL_NO_SCENARIO',
  'No scenario is being played: PUT one first, such as {"id":"first-sync"}.',
);

/** The scenarios there are, and the one that is being played. */
export const SCENARIO_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/scenarios',
    summary: 'The shipped scenarios',
    tag: 'scenario',
    answer: {
      status: 200,
      description: 'The first to read first',
      schema: { type: 'array', items: LISTED_SCENARIO },
    },
    handle: async () => ok(await shippedScenarios()),
  }),
  worldRoute({
    method: 'GET',
    path: '/scenario',
    summary: 'The scenario being played, and where its steps stand',
    tag: 'scenario',
    answer: { status: 200, description: 'Null when none is', schema: PLAYED },
    handle: ({ harness }) => ok(playedOf(harness)),
  }),
  worldRoute<{ body: object }>({
    method: 'PUT',
    path: '/scenario',
    summary: 'Play a scenario from its beginning: a shipped one by its id, or a whole one as JSON or YAML',
    description:
      'World and clock stay as they are; the switches of the scenario are set. Neither happens when one cannot be.',
    tag: 'scenario',
    body: open('{"id": "…"} for a shipped scenario, or everything a scenario file holds'),
    example: { id: 'secret-reissued' },
    takesYaml: true,
    answer: { status: 200, description: 'It is being played', schema: PLAYED },
    handle: async ({ harness, body, yaml }) => {
      const world = harness.world();
      const scenario = yaml === undefined ? await scenarioIn(body, world) : await writtenScenario(yaml, world);
      if (isRefusal(scenario)) return scenario;
      const refused = harness.play(scenario);
      return refused ? fromRefused(refused) : ok(playedOf(harness));
    },
  }),
  worldRoute({
    method: 'DELETE',
    path: '/scenario',
    summary: 'Stop playing; what has happened stays',
    tag: 'scenario',
    answer: { status: 204, description: 'Nothing more happens by itself' },
    handle: ({ harness }) => {
      harness.play(null);
      return gone;
    },
  }),
  worldRoute({
    method: 'POST',
    path: '/scenario/steps/:name',
    summary: 'Fire a step that waits for somebody to do so',
    tag: 'scenario',
    answer: { status: 200, description: 'It has fired', schema: PLAYED },
    handle: ({ harness, params }) => {
      const refused = harness.fire(params['name'] ?? '');
      if (!refused) return ok(playedOf(harness));
      return refused.refused === 'unknown-step' ? { ...fromRefused(refused), status: 404 } : fromRefused(refused);
    },
  }),
  worldRoute({
    method: 'GET',
    path: '/scenario/explain',
    summary: 'The scenario in plain English',
    tag: 'scenario',
    answer: { status: 200, description: 'In pieces, and as one text', schema: EXPLAINED },
    handle: ({ harness }) => {
      const scenario = harness.scenario();
      if (!scenario) return NO_SCENARIO;
      const name = (site: string) => findSite(harness.world(), site)?.name ?? site;
      return ok({ ...explain(scenario, name), text: explainScenario(scenario, name) });
    },
  }),
];

function scenarioIn(body: object, world: World): Promise<Scenario | Refusal> {
  const [only, ...more] = Object.entries(body);
  const [member, id] = only ?? [];
  if (member !== 'id' || more.length > 0 || typeof id !== 'string') return wholeScenario(body, world);
  return shippedScenario(id, world);
}
