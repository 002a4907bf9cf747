import type { Fault, Step, Trigger } from '../../scenario/index.js';
import { formatDuration } from '../../world/index.js';
import { badBody } from '../input.js';
import { gone, ok } from '../outcome.js';
import { type Route, worldRoute } from '../route.js';
import { list, open } from '../schema.js';

const FAULTS = list(open('A fault: on (which requests), fault (what goes wrong), times, name'), 'Standing faults');
const EXAMPLE = [{ on: { request: 'rap.clients' }, fault: { kind: 'status', status: 503 }, times: 2 }];

/** Faults that stand beside the scenario until they are taken away. */
export const FAULTS_ROUTES: readonly Route[] = [
  worldRoute({
    method: 'GET',
    path: '/faults',
    summary: 'The standing faults',
    tag: 'scenario',
    answer: { status: 200, description: 'PUT takes them back as they are', schema: FAULTS },
    handle: ({ harness }) => ok(harness.faults().map(writtenFault)),
  }),
  worldRoute({
    method: 'PUT',
    path: '/faults',
    summary: 'Set the standing faults, in place of those there are',
    description: 'Spelled as in a scenario file. They strike where the scenario does not; the first match wins.',
    tag: 'scenario',
    body: { anyOf: [open('One fault'), FAULTS] },
    example: EXAMPLE,
    answer: { status: 200, description: 'As they stand now', schema: FAULTS },
    handle: async ({ harness, body }) => {
      const { judgeFaults } = await import('../../scenario/judge.js');
      const judged = judgeFaults(Array.isArray(body) ? body : [body], harness.world());
      if ('problems' in judged) return badBody(judged.problems);
      harness.setFaults(judged.steps);
      return ok(harness.faults().map(writtenFault));
    },
  }),
  worldRoute({
    method: 'DELETE',
    path: '/faults',
    summary: 'Take every standing fault away',
    tag: 'scenario',
    answer: { status: 204, description: 'There is none' },
    handle: ({ harness }) => {
      harness.setFaults([]);
      return gone;
    },
  }),
];

/** A standing fault in the spelling in which it was sent, with everything left out filled in. */
function writtenFault({ name, on, fault, times }: Step): object {
  return { name, on: writtenTrigger(on), ...(fault && { fault: written(fault) }), times };
}

function writtenTrigger(on: Trigger): object {
  if (on.kind !== 'request') return {};
  const { kind: _, ...members } = on;
  return members;
}

function written(fault: Fault): object {
  if (fault.kind !== 'delay' && fault.kind !== 'hang') return fault;
  return { kind: fault.kind, ...(fault.forMs !== undefined && { for: formatDuration(fault.forMs) }) };
}
