import type { Harness } from '../../harness.js';
import { parseDuration } from '../../world/index.js';
import { ok } from '../outcome.js';
import { refusal } from '../refusal.js';
import { type Route, worldRoute } from '../route.js';
import { object, text } from '../schema.js';
import { CLOCK } from '../shapes.js';

/** The last instant a date can be written for with four digits of year, epoch ms. */
const END_OF_TIME = Date.UTC(9999, 11, 31);

/** The time a world lives in. */
export const CLOCK_ROUTES: readonly Route[] = [
  worldRoute({
    method: 'GET',
    path: '/clock',
    summary: 'What time it is in the world',
    tag: 'clock and switches',
    answer: { status: 200, description: 'Its time', schema: CLOCK },
    handle: ({ harness }) => ok(timeOf(harness)),
  }),
  worldRoute<{ body: { by: string } }>({
    method: 'POST',
    path: '/clock/advance',
    summary: 'Move the clock forward; what comes due by then happens',
    tag: 'clock and switches',
    body: object({ by: text('A length of time: 250ms, 30s, 5m, 1.5h or 2d') }, ['by']),
    example: { by: '1h' },
    answer: { status: 200, description: 'Its time now', schema: CLOCK },
    handle: ({ harness, body }) => {
      const ms = parseDuration(body.by);
      if (ms === undefined) return badLength(body.by);
      if (harness.clock.now() + ms > END_OF_TIME)
        return refusal(422, 'CONTROL_TOO_LATE', 'That is past the year 9999.');
      harness.advance(ms);
      return ok(timeOf(harness));
    },
  }),
];

function badLength(by: string) {
  const why = by.startsWith('-') ? 'A clock only moves forward' : `"${by}" is no length of time`;
  return refusal(422, 'CONTROL_BAD_DURATION', `${why}: write it like 30s, 10m or 1h.`);
}

function timeOf({ clock }: Harness): object {
  const now = clock.now();
  return { kind: clock.kind, now, iso: new Date(now).toISOString() };
}
