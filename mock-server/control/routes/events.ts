import { type Route, worldRoute } from '../route.js';
import { object, whole } from '../schema.js';

/** Everything that happens in a world, as it happens. */
export const EVENTS_ROUTES: readonly Route[] = [
  worldRoute<{ query: { since?: number } }>({
    method: 'GET',
    path: '/events',
    summary: 'What happens, as server-sent events',
    description:
      'Events: exchange, change, replaced, switches, step, problem, clock, reset, agent-report, and gap where some can no longer be told. A reader that comes back with Last-Event-ID is told what it missed.',
    tag: 'what happened',
    query: object({ since: whole(0, Number.MAX_SAFE_INTEGER, 'First the exchanges after the one with this number') }),
    answer: { status: 200, description: 'Goes on until the reader leaves', type: 'text/event-stream' },
    handle: ({ room, harness, query, headers }) => ({
      stream: (_request, response) => {
        const id = headers['last-event-id'];
        room.hubs.stream(harness, response, { since: query.since, lastEventId: Array.isArray(id) ? id[0] : id });
      },
    }),
  }),
];
