import { type Static, Type } from 'typebox';
import { AUTH_STYLES, OPERATIONS, RUNS, VENDOR_SECRETS } from './scenario.js';
import { closed, duration, name, oneOf, text } from './schema-words.js';

const exitCode = Type.Integer({ minimum: 0, maximum: 255 });
const schools = (description: string) =>
  Type.Array(text('A school: its short name, or its organisation id.'), { description });
const number = Type.Integer({ minimum: 0 });
const range = Type.Object(
  { min: Type.Optional(number), max: Type.Optional(number) },
  { ...closed, minProperties: 1, description: 'From min to max.' },
);
const requestCount = (operation: string) =>
  Type.Optional(Type.Union([number, range], { description: `How many ${operation} requests the run makes.` }));

const ExpectationSchema = Type.Object(
  {
    exit: Type.Optional(
      Type.Union([exitCode, Type.Array(exitCode, { minItems: 1 })], {
        description: "The agent's exit code, or those that are right.",
      }),
    ),
    stores: Type.Optional(
      Type.Union(
        [
          Type.Literal('world'),
          Type.Literal('unchanged'),
          Type.Literal('empty'),
          Type.Array(Type.String({ minLength: 1 })),
        ],
        {
          description:
            'What the agent hands out afterwards: exactly what the service shows now, exactly what it was before, nothing, or exactly these schools.',
        },
      ),
    ),
    serves: Type.Optional(schools('Schools whose credentials the agent must hand out.')),
    withholds: Type.Optional(schools('Schools whose credentials it must not hand out.')),
    requests: Type.Optional(
      Type.Object(Object.fromEntries(OPERATIONS.map(operation => [operation, requestCount(operation)])), {
        ...closed,
        description: 'How many requests of each kind the run makes.',
      }),
    ),
  },
  { ...closed, description: 'What must be true of the agent afterwards.' },
);

/** How the agent is set up: for the whole scenario, or for one run. */
export const AgentSchema = Type.Object(
  {
    authStyle: Type.Optional(oneOf(AUTH_STYLES, { description: 'How it sends its id and secret.' })),
    vendorSecret: Type.Optional(
      oneOf(VENDOR_SECRETS, {
        description: "Which of the supplier's secrets it has: the current one, or the one before.",
      }),
    ),
  },
  { ...closed, description: 'How the agent is set up.' },
);

export const SyncSchema = Type.Object(
  {
    name: Type.Optional(text('What this run is, in a few words.')),
    tells: Type.Optional(text('What happens and why it must end so, in school words.')),
    advance: Type.Optional(duration('How far the clock moves first.')),
    fire: Type.Optional(
      Type.Union([name('A manual step.'), Type.Array(name('A manual step.'), { minItems: 1 })], {
        description: 'The manual steps to fire before the run, in order.',
      }),
    ),
    run: oneOf(RUNS, {
      description: 'The command of the agent; approve uses the digest it printed for its last hold; none runs nothing.',
    }),
    agent: Type.Optional(AgentSchema),
    expect: ExpectationSchema,
  },
  { ...closed, description: 'One run of the agent, and what must then be true of it.' },
);
export type SyncFile = Static<typeof SyncSchema>;
