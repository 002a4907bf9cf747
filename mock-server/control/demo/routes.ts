import { isRefusal, ok, type Refusal } from '../outcome.js';
import { refusal } from '../refusal.js';
import type { Room } from '../room.js';
import { type Route, route } from '../route.js';
import { object, whole, words } from '../schema.js';
import type { DemoPort, Going } from './port.js';
import { DEMO_STATE, RECORDING } from './schema.js';

/** How long a reader waits for something newer before it is answered with what there is. */
const PATIENCE_MS = 20_000;
const FAR = Number.MAX_SAFE_INTEGER;

/** The guided story of `sims-harness demo`; nobody else has these. */
export const DEMO_ROUTES: readonly Route[] = [
  route<{ query: { after?: number } }>({
    method: 'GET',
    path: '/api/demo',
    summary: 'The guided story: where it is, and the picture shown',
    description: 'Only under sims-harness demo. With `after` it answers once something is newer than that version.',
    tag: 'service',
    query: object({ after: whole(0, FAR, 'The version that is known already') }),
    answer: { status: 200, description: 'The story', schema: DEMO_STATE },
    handle: async ({ room, query }) => {
      const port = portOf(room);
      if (isRefusal(port)) return port;
      if (query.after !== undefined) await port.changed(query.after, PATIENCE_MS);
      return ok(port.state());
    },
  }),
  route<{ body: Going }>({
    method: 'POST',
    path: '/api/demo',
    summary: 'Show another picture, which is played if it was not yet',
    description:
      'A picture on or back, or a scene by its index, and a moment of it. Everybody who looks sees the same.',
    tag: 'service',
    body: object({
      go: words(['next', 'back'], 'One picture on or back'),
      scene: whole(0, FAR, 'Index of a scene'),
      moment: whole(0, FAR, 'Index of a moment of the scene; its first picture when left out'),
    }),
    example: { go: 'next' },
    answer: { status: 200, description: 'The story as it is now', schema: DEMO_STATE },
    handle: ({ room, body }) => {
      const port = portOf(room);
      if (isRefusal(port)) return port;
      const refused = port.go(body);
      return refused === undefined ? ok(port.state()) : refusal(409, 'CONTROL_NO_PICTURE', refused);
    },
  }),
  route({
    method: 'GET',
    path: '/api/demo/recording',
    summary: 'What was played until now, as a recording',
    description: 'Format sims-recording/1: the console and `sims-harness demo --replay` show it again.',
    tag: 'service',
    answer: { status: 200, description: 'The recording', schema: RECORDING },
    handle: ({ room }) => {
      const port = portOf(room);
      return isRefusal(port) ? port : ok(port.recording());
    },
  }),
];

function portOf({ demo }: Room): DemoPort | Refusal {
  return demo ?? refusal(404, 'CONTROL_NO_DEMO', 'No story is told here: start it with sims-harness demo.');
}
