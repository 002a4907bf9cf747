import { type Static, Type } from 'typebox';
import { OPERATION_GROUPS, OPERATIONS } from './scenario.js';
import { ChangesSchema } from './schema-changes.js';
import { FaultSchema } from './schema-faults.js';
import { closed, count, duration, flag, name, oneOf, settings, share, text, times } from './schema-words.js';

const requests = oneOf([...OPERATIONS, ...OPERATION_GROUPS] as const, {
  description: 'A request for this; sts, rap and any stand for several.',
});

const onRequest = {
  request: Type.Optional(requests),
  nth: Type.Optional(count('The first matching request that counts, from 1.')),
  site: Type.Optional(text('Only requests about this school: its short name, or its organisation id.')),
  every: Type.Optional(count('Then every so many matching requests; says nothing without times.')),
  chance: Type.Optional(
    share(
      'The share of matching requests that fire it, drawn from the seed; with after alone, of the times that step fires.',
    ),
  ),
};

/** Where a fault may strike: the trigger of a standing fault, and the request part of a step's. */
const RequestTriggerSchema = Type.Object(
  { ...onRequest, request: requests },
  { ...closed, description: 'Which requests.' },
);

const needRequest = ['nth', 'site', 'every'].map(key => [key, ['request']]);

const TriggerSchema = Type.Object(
  {
    ...onRequest,
    elapsed: Type.Optional(duration('So long after the start, or after the step named by after.')),
    manual: Type.Optional(Type.Literal(true, { description: 'When somebody fires it by name.' })),
    after: Type.Optional(
      name(
        'Only once this step has fired: with request or elapsed, counting and waiting begin then; alone, in that moment.',
      ),
    ),
  },
  {
    ...closed,
    minProperties: 1,
    dependentRequired: Object.fromEntries(needRequest),
    description: 'What sets the step off.',
  },
);

export const StepSchema = Type.Object(
  {
    name: name('The name of the step, for after, until, fire and the journal.'),
    tells: Type.Optional(text('What happens, for a person, in school words.')),
    on: TriggerSchema,
    change: Type.Optional(ChangesSchema),
    fault: Type.Optional(FaultSchema),
    advance: Type.Optional(duration('How far the manual clock moves.')),
    set: Type.Optional(settings('Switches to turn.')),
    before: Type.Optional(
      flag('Whether the effects come before the answer that fired the step, so that it shows them.'),
    ),
    times: Type.Optional(times('How often the step fires; once when left out.')),
    until: Type.Optional(name('The step that ends this one.')),
  },
  { ...closed, description: 'Something that happens.' },
);
export type StepFile = Static<typeof StepSchema>;

/** A fault from the control API, which stands until it is taken away. */
export const StandingFaultSchema = Type.Object(
  {
    name: Type.Optional(name('A name for the journal; made up when left out.')),
    on: RequestTriggerSchema,
    fault: FaultSchema,
    times: Type.Optional(times('How many matching requests it touches; always when left out.')),
  },
  { ...closed, description: 'A fault that stands beside the scenario.' },
);
export type StandingFaultFile = Static<typeof StandingFaultSchema>;
