import { readyOf } from '../../handle.js';
import { switchTable } from '../../switches/index.js';
import type { Environment } from '../../world/index.js';
import { DEFAULT_WORLD } from '../../worlds.js';
import { isRefusal, ok } from '../outcome.js';
import { type Route, route, worldCalled } from '../route.js';
import { flag, list, object, open, text, words } from '../schema.js';
import { READY } from '../shapes.js';

const document = (name: 'control' | 'sts' | 'rap', path: string, summary: string): Route =>
  route({
    method: 'GET',
    path,
    summary,
    tag: 'service',
    answer: { status: 200, description: 'OpenAPI 3.1', schema: open('OpenAPI 3.1') },
    handle: async ({ room }) => ok(await room.document(name)),
  });

/** What concerns the whole run rather than one world. */
export const SERVICE_ROUTES: readonly Route[] = [
  route<{ query: { world?: string; environment?: Environment } }>({
    method: 'GET',
    path: '/api/info',
    summary: 'Where everything is and what opens it: the ready record',
    tag: 'service',
    query: object({
      world: text('Of this world; the default one when left out'),
      environment: words(
        ['live', 'partner'],
        "Addresses and credentials of this environment; of the world's first application when left out",
      ),
    }),
    confidential: true,
    answer: { status: 200, description: 'What is off is null', schema: READY },
    handle: ({ room, query }) => {
      const found = worldCalled(room, query.world ?? DEFAULT_WORLD);
      return isRefusal(found) ? found : ok(readyOf(found, room.addresses(), query.environment));
    },
  }),
  route({
    method: 'GET',
    path: '/api/health',
    summary: 'Whether the harness is up',
    tag: 'service',
    answer: {
      status: 200,
      description: 'It is',
      schema: object({
        status: text('ok'),
        worlds: { type: 'integer', description: 'How many there are' },
        eventReaders: { type: 'integer', description: 'How many read events' },
        demo: flag('True where a guided story is told'),
      }),
    },
    handle: ({ room }) =>
      ok({
        status: 'ok',
        worlds: room.registry.list().length,
        eventReaders: room.hubs.readers(),
        ...(room.demo && { demo: true }),
      }),
  }),
  route({
    method: 'GET',
    path: '/api/switches',
    summary: 'Every switch: what it decides, its values, its default, the facts that leave it open',
    tag: 'clock and switches',
    answer: {
      status: 200,
      description: 'The table',
      schema: {
        type: 'array',
        items: object({
          name: text('Its name'),
          says: text('What it decides'),
          allowed: text('Its values, the default first'),
          default: text('Its default'),
          facts: list(text('A fact id'), 'Where the question is left open'),
        }),
      },
    },
    handle: () => ok(switchTable()),
  }),
  document('control', '/openapi.json', 'This document'),
  document('sts', '/openapi/sts.json', 'The imitated STS as OpenAPI'),
  document('rap', '/openapi/rap.json', 'The imitated partner API as OpenAPI'),
];
