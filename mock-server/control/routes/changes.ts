import { isRefused } from '../../world/index.js';
import { told } from '../events/frame.js';
import { isRefusal, ok } from '../outcome.js';
import { readChanges } from '../read-changes.js';
import { fromRefused } from '../refusal.js';
import { type Route, worldRoute } from '../route.js';
import { list, object, open } from '../schema.js';
import { STANDING } from '../shapes.js';
import { standingOf } from '../standing.js';

const EXAMPLE = { 'secret.reissued': { site: 'oakfield' } };

/** The only way a world moves by hand. */
export const CHANGES_ROUTES: readonly Route[] = [
  worldRoute({
    method: 'POST',
    path: '/changes',
    summary: 'Change the world: one change, or several of which all or none happen',
    description:
      'Spelled as in a scenario file. 422 when a change can never be, 409 when the world is in no state for it.',
    tag: 'worlds',
    body: {
      anyOf: [open('One change: its kind, and what it needs to know'), list(open('A change'), 'Several changes')],
    },
    example: EXAMPLE,
    answer: { status: 200, description: 'Where the world stands now', schema: STANDING },
    handle: async ({ harness, body }) => {
      const changes = await readChanges(body);
      if (isRefusal(changes)) return changes;
      const committed = harness.commit(changes, 'control api');
      return isRefused(committed) ? fromRefused(committed) : ok(standingOf(harness));
    },
  }),
  worldRoute({
    method: 'GET',
    path: '/changes',
    summary: 'How the world has moved since its start or the last reset, the oldest first',
    description:
      'Each as the event stream tells it: changes with their time, their version, who asked for them (control api, library, step …), what they say in English, and secrets as fingerprints; or replaced, where a whole world was put in. The newest 10,000 are kept.',
    tag: 'what happened',
    answer: {
      status: 200,
      description: 'The changes made, by hand or by a scenario',
      schema: object({ changes: list(open('A change or a replacement'), 'The oldest first') }),
    },
    handle: ({ harness }) => ok({ changes: harness.history.list().map(move => told(harness, move)) }),
  }),
];
