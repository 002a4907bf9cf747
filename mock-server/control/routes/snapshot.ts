import { isRefusal, ok } from '../outcome.js';
import { type Route, worldRoute } from '../route.js';
import { STANDING, WORLD } from '../shapes.js';
import { catchUp, standingOf } from '../standing.js';
import { LARGEST_WORLD, wholeWorld } from '../whole-world.js';

/** A whole world out and in: a named snapshot is a file. */
export const SNAPSHOT_ROUTES: readonly Route[] = [
  worldRoute({
    method: 'GET',
    path: '',
    summary: 'The whole world, secrets included',
    description:
      'Without what switches add to it or call by another name, such as rap.clientsPerSite and sts.vendorPrefix: put back under other switches it is the same world.',
    tag: 'worlds',
    confidential: true,
    answer: { status: 200, description: 'PUT takes it back as it is', schema: WORLD },
    handle: ({ harness }) => ok(harness.worldAsMade()),
  }),
  worldRoute({
    method: 'PUT',
    path: '',
    summary: 'Put another world in the place of this one',
    description:
      'Scenario, switches and journal stay. The clock moves forward to the last thing that happened in the new world, when that lies ahead.',
    tag: 'worlds',
    body: WORLD,
    example: { format: 'sims-world/1' },
    bodyLimit: LARGEST_WORLD,
    answer: { status: 200, description: 'Where the world stands now', schema: STANDING },
    handle: ({ harness, body }) => {
      const world = wholeWorld(body);
      if (isRefusal(world)) return world;
      harness.replace(world);
      catchUp(harness);
      return ok(standingOf(harness));
    },
  }),
  worldRoute({
    method: 'POST',
    path: '/reset',
    summary: 'World, switches, scenario, faults, journal and clock back to the start',
    tag: 'worlds',
    answer: { status: 200, description: 'Where the world stands now', schema: STANDING },
    handle: ({ harness }) => {
      harness.reset();
      catchUp(harness);
      return ok(standingOf(harness));
    },
  }),
];
