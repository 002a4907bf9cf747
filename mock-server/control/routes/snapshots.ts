import { didYouMean } from '../../world/index.js';
import { ok } from '../outcome.js';
import { refusal } from '../refusal.js';
import { type Route, worldRoute } from '../route.js';
import { object, text, whole } from '../schema.js';
import { SNAPSHOT, STANDING } from '../shapes.js';
import { MOST_SNAPSHOTS } from '../snapshots.js';
import { catchUp, standingOf } from '../standing.js';

/** Worlds kept here to be put back: for a page that must not see what is in them. */
export const SNAPSHOTS_ROUTES: readonly Route[] = [
  worldRoute({
    method: 'GET',
    path: '/snapshots',
    summary: `The snapshots kept of this world: the newest ${MOST_SNAPSHOTS}, the oldest first`,
    tag: 'worlds',
    answer: { status: 200, description: 'The snapshots', schema: { type: 'array', items: SNAPSHOT } },
    handle: ({ room, harness }) => ok(room.snapshots.list(harness)),
  }),
  worldRoute<{ body?: { label?: string } }>({
    method: 'POST',
    path: '/snapshots',
    summary: 'Keep the world as it is now, to put it back later',
    description: `It stays in the harness, secrets and all, until ${MOST_SNAPSHOTS} newer ones were taken or the run ends.`,
    tag: 'worlds',
    body: object({ label: text('What it is for') }),
    answer: { status: 201, description: 'It is kept', schema: SNAPSHOT },
    handle: ({ room, harness, body }) => ({ status: 201, value: room.snapshots.take(harness, body?.label ?? null) }),
  }),
  worldRoute<{ body?: { version?: number } }>({
    method: 'POST',
    path: '/snapshots/:snapshot/restore',
    summary: 'Put a snapshot back',
    description:
      'Scenario, switches, journal and clock stay; the version grows. With a version this happens only while the world is still at it, so that nothing newer is lost.',
    tag: 'worlds',
    body: object({ version: whole(0, Number.MAX_SAFE_INTEGER, 'Only while the world is at this version') }),
    answer: { status: 200, description: 'Where the world stands now', schema: STANDING },
    handle: ({ room, harness, params, body }) => {
      const id = params['snapshot'] ?? '';
      const found = room.snapshots.find(harness, id);
      if (!found)
        return unknown(
          id,
          room.snapshots.list(harness).map(each => each.id),
        );
      const { version } = harness.worldAsMade();
      if (body?.version !== undefined && body.version !== version) return MOVED_ON;
      harness.replace({ ...found.world, version: version + 1 });
      catchUp(harness);
      return ok(standingOf(harness));
    },
  }),
];

const MOVED_ON = refusal(
  409,
  'CONTROL_WORLD_MOVED_ON',
  'The world has changed since, and that would be lost too: take back the newer changes first, or restore without a version.',
);

function unknown(id: string, known: readonly string[]) {
  const hint = didYouMean(id, known) || ` Only the newest ${MOST_SNAPSHOTS} are kept.`;
  return refusal(404, 'CONTROL_UNKNOWN_SNAPSHOT', `There is no snapshot "${id}" of this world.${hint}`);
}
