// Every number the plan obeys, with the default it has in production. A contract run may shrink them; the rules stay.
import type { Manners } from './manners.js';
import type { Timing } from './rest.js';
import { day } from './time.js';

/** Hold when more than `percent` and more than `floor`, or more than `absolute`; a store below `smallStore` sites has its own pair. */
export type Threshold = {
  readonly percent: number;
  readonly floor: number;
  readonly absolute: number | 'off';
  readonly smallStore: number;
  readonly smallCount: number;
  readonly smallPercent: number;
};

/** Trips when more than `percent` of the Clients calls, and at least `count` of them, were unread (G9). */
export type UnreadThreshold = { readonly percent: number; readonly count: number };

export type Guards = {
  /** G2, G3 */ readonly removals: Threshold | 'off';
  /** G4 */ readonly suspensions: Threshold | 'off';
  /** G5 */ readonly emptied: Threshold | 'off';
  /** G6: alarm when more than this percentage of secrets changed. */ readonly rotationPercent: number | 'off';
  /** G7: hold a new secret seen under this many organisations. */ readonly sameSecretSites: number | 'off';
  /** G9 */ readonly unreadPostpone: UnreadThreshold | 'off';
  /** G9 */ readonly unreadStop: UnreadThreshold | 'off';
};

export type Rules = {
  /** G1: whether the plan may leave nothing served without a person. */
  readonly allowEmpty: boolean;
  /** Whether 204 or `null` may count as an empty Clients body for a site that had clients (E9, W30). */
  readonly acceptNoContentAsEmpty: boolean;
  readonly ignoreOrganisations: readonly string[];
  /** G8: what to do about one ClientId in two organisations. */
  readonly sharedClients: 'hold' | 'warn';
  readonly guards: Guards;
  readonly guardWindowMs: number;
  readonly holdOverdueMs: number;
  /** How long an approval is good for. */
  readonly approvalMs: number;
  readonly tombstoneKeepMs: number;
  readonly tombstoneGenerations: number;
  readonly tombstoneMetadataMs: number;
  readonly previousSecretKeepMs: number;
  readonly clockAheadMs: number;
  readonly flappingTurns: number;
  readonly flappingMs: number;
};

const sites: Threshold = { percent: 10, floor: 3, absolute: 500, smallStore: 20, smallCount: 2, smallPercent: 25 };

export const defaultRules: Rules = {
  allowEmpty: false,
  acceptNoContentAsEmpty: false,
  ignoreOrganisations: [],
  sharedClients: 'hold',
  guards: {
    removals: sites,
    suspensions: sites,
    emptied: { ...sites, percent: 2, absolute: 'off' },
    rotationPercent: 75,
    sameSecretSites: 3,
    unreadPostpone: { percent: 5, count: 2 },
    unreadStop: { percent: 20, count: 5 },
  },
  guardWindowMs: day,
  holdOverdueMs: day,
  approvalMs: day,
  tombstoneKeepMs: 7 * day,
  tombstoneGenerations: 2,
  tombstoneMetadataMs: 90 * day,
  previousSecretKeepMs: 7 * day,
  clockAheadMs: 30 * day,
  flappingTurns: 3,
  flappingMs: 7 * day,
};

/** A guard is switched off by the word `off` only, and every run says so. */
export function switchedOff({ guards, allowEmpty, ...policy }: Rules & Manners & Timing): readonly string[] {
  const { requestsPerSecond, rests, pausesAcrossRuns, dailyBudget, breaker } = policy;
  const patience = { requestsPerSecond, rests, pausesAcrossRuns, dailyBudget, breaker };
  const settings = { ...guards, allowEmpty: allowEmpty ? 'off' : 'on', ...patience };
  return Object.entries(settings).flatMap(([name, value]) => (value === 'off' ? name : []));
}
