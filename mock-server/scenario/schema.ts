import { type Static, Type } from 'typebox';
import { StepSchema } from './schema-steps.js';
import { AgentSchema, SyncSchema } from './schema-syncs.js';
import { closed, name, oneOf, settings, text } from './schema-words.js';

/** A scenario as a person writes it. Published as scenarios/scenario.schema.json for completion in editors. */
export const ScenarioSchema = Type.Object(
  {
    id: name('The id of the scenario, the same as the name of its file.'),
    title: text('What it is about, in one line.'),
    tells: text('The whole story, for a person, in school words.'),
    proves: Type.Optional(text('What is proven when every expectation held: one sentence in school words.')),
    defends: Type.Optional(
      Type.Array(Type.String({ pattern: '^[A-Z]+-\\d+$', patternErrorMessage: 'a requirement id like CACHE-03' }), {
        description: 'Requirement ids of the contract suite.',
      }),
    ),
    world: Type.Optional(
      Type.String({ minLength: 1, default: 'three-schools', description: 'The world it starts from.' }),
    ),
    seed: Type.Optional(Type.Integer({ minimum: 0, default: 1, description: 'What every surprise is drawn from.' })),
    clock: Type.Optional(
      oneOf(['manual', 'real'], {
        description: 'A clock that moves only when told, or the real one.',
        default: 'manual',
      }),
    ),
    switches: Type.Optional(settings('Switches as they stand at the start.')),
    policy: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: "Members of the agent's policy to override." }),
    ),
    agent: Type.Optional(AgentSchema),
    steps: Type.Optional(Type.Array(StepSchema, { description: 'What happens, first match first.' })),
    syncs: Type.Optional(Type.Array(SyncSchema, { description: 'The runs of the agent, in order.' })),
  },
  { ...closed, title: 'Scenario', description: 'Weather for a world, as data.' },
);
export type ScenarioFile = Static<typeof ScenarioSchema>;

/** The text of scenarios/scenario.schema.json. */
export function publishedSchema(): string {
  const head = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $comment: 'Made from mock-server/scenario/schema.ts.',
  };
  return `${JSON.stringify({ ...head, ...ScenarioSchema }, null, 2)}\n`;
}
