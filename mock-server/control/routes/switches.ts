import { asTexts, SWITCH_NAMES } from '../../switches/index.js';
import { ok } from '../outcome.js';
import { fromRefused } from '../refusal.js';
import { type Route, type WorldCall, worldRoute } from '../route.js';
import { object, open, text } from '../schema.js';

type Sent = { body: Readonly<Record<string, unknown>> };

const IN_FORCE = object(Object.fromEntries(SWITCH_NAMES.map(name => [name, text('The value in force')])));

const set = ({ harness, body }: WorldCall<Sent>) => {
  const refused = harness.setSwitches(asTexts(body));
  return refused ? fromRefused(refused) : ok(harness.switchTexts());
};

const setting = (method: 'PUT' | 'PATCH'): Route =>
  worldRoute<Sent>({
    method,
    path: '/switches',
    summary: 'Set switches: all of those named or none; the others stay',
    description: 'null sets a switch back to its default. PUT and PATCH do the same.',
    tag: 'clock and switches',
    body: open('Switches by name'),
    example: { 'rap.guidCase': 'mixed' },
    answer: { status: 200, description: 'Every switch as it stands now', schema: IN_FORCE },
    handle: set,
  });

/** The switches in force in a world. */
export const SWITCHES_ROUTES: readonly Route[] = [
  worldRoute({
    method: 'GET',
    path: '/switches',
    summary: 'The switches in force',
    tag: 'clock and switches',
    answer: { status: 200, description: 'Every switch by name', schema: IN_FORCE },
    handle: ({ harness }) => ok(harness.switchTexts()),
  }),
  setting('PUT'),
  setting('PATCH'),
];
