import type { Route } from '../route.js';
import { AGENTS_ROUTES } from './agents.js';
import { CHANGES_ROUTES } from './changes.js';
import { CLOCK_ROUTES } from './clock.js';
import { ESTATE_ROUTES } from './estate.js';
import { EVENTS_ROUTES } from './events.js';
import { FAULTS_ROUTES } from './faults.js';
import { JOURNAL_ROUTES } from './journal.js';
import { SCENARIO_ROUTES } from './scenario.js';
import { SERVICE_ROUTES } from './service.js';
import { SNAPSHOT_ROUTES } from './snapshot.js';
import { SNAPSHOTS_ROUTES } from './snapshots.js';
import { SWITCHES_ROUTES } from './switches.js';
import { TRY_ROUTES } from './try.js';
import { WORLDS_ROUTES } from './worlds.js';

/** Every route of the control port. */
export const ROUTES: readonly Route[] = [
  ...SERVICE_ROUTES,
  ...WORLDS_ROUTES,
  ...SNAPSHOT_ROUTES,
  ...SNAPSHOTS_ROUTES,
  ...ESTATE_ROUTES,
  ...CHANGES_ROUTES,
  ...SCENARIO_ROUTES,
  ...FAULTS_ROUTES,
  ...CLOCK_ROUTES,
  ...SWITCHES_ROUTES,
  ...JOURNAL_ROUTES,
  ...EVENTS_ROUTES,
  ...AGENTS_ROUTES,
  ...TRY_ROUTES,
];
