import type { Case } from '../../contract/index.js';
import {
  type Change,
  type ChangeKind,
  type Fault,
  type Scenario,
  type Step,
  switchTable,
} from '../../mock-server/index.js';
import { type LedgerRow, STANDINGS, type Standing, weakestOf } from './ledger.js';

/** What every run rests on: a token, the list, the credentials of a school, and a refusal. */
export const BASE = ['STS-01', 'STS-30', 'STS-40', 'RAP-01', 'RAP-10', 'RAP-20', 'RAP-41'] as const;

/** What a change of the world claims of the real service, by the facts of docs/fidelity.md. */
export const OF_CHANGES: Readonly<Record<ChangeKind, readonly string[]>> = {
  'site.installed': ['LIFE-03'],
  'site.approved': ['LIFE-05', 'LIFE-06'],
  'site.disabled': ['LIFE-07'],
  'site.enabled': ['LIFE-07'],
  'site.removed': ['LIFE-08'],
  'site.reinstalled': ['LIFE-18'],
  'site.renamed': ['LIFE-28'],
  'site.recoded': ['LIFE-28'],
  'client.issued': ['LIFE-21', 'RAP-21'],
  'client.suspended': ['LIFE-15', 'LIFE-21'],
  'client.restored': ['LIFE-15', 'LIFE-21'],
  'client.removed': ['LIFE-21'],
  'secret.reissued': ['LIFE-19'],
  'vendor.secretReset': ['LIFE-20'],
  'vendor.suspended': ['LIFE-22'],
  'vendor.restored': ['LIFE-22'],
  'application.keySet': ['RAP-24'],
  'application.keyCleared': ['RAP-24'],
  'signingKey.rolled': ['JWT-17'],
  'list.hidden': ['LIFE-29'],
  'list.shown': ['LIFE-29'],
  'estate.grown': ['LIFE-03'],
  'estate.shrunk': ['LIFE-08'],
};

/** The same for a spoilt answer; undefined where it is weather of our own, which no source speaks of. */
export const OF_FAULTS: Readonly<Record<Fault['kind'], readonly string[] | undefined>> = {
  status: ['RAP-52'],
  maintenance: ['INFRA-01'],
  throttled: ['INFRA-25'],
  stopped: ['INFRA-03'],
  html: ['INFRA-08'],
  empty: ['LIFE-29'],
  truncated: ['INFRA-07'],
  delay: ['INFRA-07'],
  reset: ['INFRA-07'],
  hang: ['INFRA-07'],
  duplicate: ['RAP-17'],
  shuffle: ['RAP-17'],
  garbage: undefined,
  wrongType: undefined,
  redirect: undefined,
  novelty: undefined,
};

/** Worlds whose rows are odder than those of ordinary schools. */
const OF_WORLDS: Readonly<Record<string, readonly string[]>> = { awkward: ['RAP-11', 'RAP-15', 'DOM-05'] };

/** The id and secret in Basic, in either reading. */
const OF_BASIC = ['CA-20'];

/** What of the service is played beyond `BASE`. */
export type Grounds = {
  readonly facts: readonly string[];
  /** Faults that no source speaks of. */
  readonly own: readonly string[];
};

type Played = {
  readonly world?: string;
  readonly switches?: Readonly<Record<string, unknown>>;
  readonly steps?: readonly Step[];
  readonly begins?: readonly Change[];
};

export function groundsOfScenario(scenario: Scenario): Grounds {
  const isBasic = [scenario, ...scenario.syncs].some(({ agent }) => (agent.authStyle ?? 'post') !== 'post');
  return merged([groundsOf(scenario), { facts: isBasic ? OF_BASIC : [], own: [] }]);
}

export function groundsOfCase({ rounds }: Pick<Case, 'rounds'>): Grounds {
  return merged(
    rounds.map(({ weather, acts }) => {
      const changes = acts.flatMap(act => (act.do === 'change' ? act.changes : []));
      return groundsOf({ ...weather, begins: [...(weather.begins ?? []), ...changes] });
    }),
  );
}

function groundsOf({ world = '', switches = {}, steps = [], begins = [] }: Played): Grounds {
  const changes = [...begins, ...steps.flatMap(step => step.changes)];
  const faults = steps.flatMap(({ fault }) => (fault ? [fault.kind] : []));
  const turned = [switches, ...steps.map(({ set = {} }) => set)].flatMap(Object.keys);
  const facts = [
    ...(OF_WORLDS[world] ?? []),
    ...changes.flatMap(({ kind }) => OF_CHANGES[kind]),
    ...faults.flatMap(kind => OF_FAULTS[kind] ?? []),
    ...switchTable().flatMap(({ name, facts: open }) => (turned.includes(name) ? open : [])),
  ];
  return merged([{ facts, own: faults.filter(kind => OF_FAULTS[kind] === undefined) }]);
}

function merged(all: readonly Grounds[]): Grounds {
  return {
    facts: [...new Set(all.flatMap(({ facts }) => facts))].sort(),
    own: [...new Set(all.flatMap(({ own }) => own))].sort(),
  };
}

/** Grounds held against the ledger. */
export type RestsOn = Grounds & {
  /** The weakest of them; `documented` where nothing beyond `BASE` is played. */
  readonly weakest: Standing;
  /** The behaviours that are assumed or unknown. */
  readonly assumed: readonly LedgerRow[];
};

/** A fact that the ledger does not hold counts as unknown. */
export function restsOn(grounds: Grounds, ledger: readonly LedgerRow[]): RestsOn {
  const rows = ledger.filter(row => row.facts.some(fact => grounds.facts.includes(fact)));
  const isWhole = grounds.facts.every(fact => ledger.some(row => row.facts.includes(fact)));
  const found = [...rows.map(weakestOf), ...(isWhole ? [] : ['unknown' as const])];
  return {
    ...grounds,
    weakest: STANDINGS.findLast(standing => found.includes(standing)) ?? 'documented',
    assumed: rows.filter(row => ['assumed', 'unknown'].includes(weakestOf(row))),
  };
}
