// Random histories of worlds with random faults, played against the pure plan.
import fc from 'fast-check';
import type { ClientsEvidence, Evidence, ListEvidence, Read, SiteRow } from '../../../agent/core/evidence.js';
import type { Plan } from '../../../agent/core/plan.js';
import { defaultRules, type Rules } from '../../../agent/core/policy.js';
import { emptySnapshot, type Snapshot, servedClients } from '../../../agent/core/snapshot.js';
import { bodyOf, committed, evidenceOf, hour, listOf, planFor, start, type World, type WorldSite } from './evidence.js';

export const size = 7;
export const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 150) };

const clients = fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('s1', 's2'), { maxKeys: 2 });
/** Client ids and secrets carry the site's number, so that only disputes drawn on purpose arise. */
const site = (n: number): fc.Arbitrary<WorldSite> =>
  fc.record({
    authorised: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.constantFrom(0, 2, null)),
    clients: clients.map(drawn =>
      Object.fromEntries(Object.entries(drawn).map(([id, secret]) => [`${id}${n}`, `${secret}-${n}`])),
    ),
    name: fc.constantFrom('Old Name', 'New Name'),
  });
export const world: fc.Arbitrary<World> = fc
  .tuple(...Array.from({ length: size }, (_, at) => fc.option(site(at + 1), { freq: 4 })))
  .map(drawn => Object.fromEntries(drawn.flatMap((each, at) => (each ? [[at + 1, each]] : []))));

const badAnswer = fc.constantFrom<ClientsEvidence>(
  { kind: 'failed', code: 'status_503' },
  { kind: 'refused', status: 403 },
  { kind: 'denied' },
  { kind: 'nothing' },
  // A row without a client id: what is missing may be that row.
  { kind: 'read', gaps: true, rows: [] },
);
const listFault = fc.oneof(
  { weight: 6, arbitrary: fc.constant<'none'>('none') },
  fc.constantFrom('gaps' as const, 'short' as const, 'empty' as const, 'failed' as const),
);
/** A READ body that is wrong: another school's, one with a client twice and two secrets, or, of several schools, with one secret for all. */
type Odd =
  | { readonly kind: 'none' }
  | { readonly kind: 'another'; readonly of: number; readonly at: number }
  | { readonly kind: 'twice'; readonly at: number }
  | { readonly kind: 'mask'; readonly from: number };
const anySite = fc.integer({ min: 1, max: size });
const odd: fc.Arbitrary<Odd> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Odd>({ kind: 'none' }) },
  fc.record({ kind: fc.constant('another' as const), of: anySite, at: anySite }),
  fc.record({ kind: fc.constant('twice' as const), at: anySite }),
  fc.record({ kind: fc.constant('mask' as const), from: fc.integer({ min: 1, max: 3 }) }),
);

/** What the odd ones of a world answer. */
function oddBodies(state: World, drawn: Odd): Record<number, ClientsEvidence> {
  if (drawn.kind === 'none') return {};
  if (drawn.kind === 'mask')
    return Object.fromEntries(
      Object.entries(state)
        .filter(([n]) => Number(n) >= drawn.from)
        .map(([n, { clients = {} }]) => [
          n,
          bodyOf(Number(n), Object.fromEntries(Object.keys(clients).map(id => [id, '********']))),
        ]),
    );
  const clients = state[drawn.kind === 'another' ? drawn.of : drawn.at]?.clients;
  if (!clients) return {};
  const body = bodyOf(drawn.at, clients);
  const [id] = Object.keys(clients);
  const second = drawn.kind === 'twice' && id !== undefined ? bodyOf(drawn.at, { [id]: 'another secret' }).rows : [];
  return { [drawn.at]: { ...body, rows: [...body.rows, ...second] } };
}

export type Faults = {
  readonly odd: Odd;
  readonly first: 'none' | 'gaps' | 'short' | 'empty' | 'failed';
  readonly second: Faults['first'];
  readonly clients: Record<string, ClientsEvidence>;
};
export const faults: fc.Arbitrary<Faults> = fc.record({
  odd,
  first: listFault,
  second: listFault,
  clients: fc.dictionary(fc.integer({ min: 1, max: size }).map(String), badAnswer, { maxKeys: 2 }),
});

function faultyList(list: Read<SiteRow>, fault: Faults['first']): ListEvidence {
  if (fault === 'gaps') return { ...list, gaps: true, rows: list.rows.slice(1) };
  if (fault === 'short') return { ...list, rows: list.rows.slice(2) };
  if (fault === 'empty') return { ...list, rows: [] };
  return fault === 'failed' ? { kind: 'failed', code: 'unreadable' } : list;
}

export function faulty(state: World, drawn: Faults): Evidence {
  const answers: Record<string, ClientsEvidence> = { ...oddBodies(state, drawn.odd), ...drawn.clients };
  const asked = Object.fromEntries(Object.entries(answers).filter(([n]) => state[Number(n)]?.authorised === 1));
  return evidenceOf(state, {
    first: faultyList(listOf(state), drawn.first),
    second: faultyList(listOf(state), drawn.second),
    clients: asked,
  });
}

export const history = fc.array(fc.record({ world, faults, hours: fc.integer({ min: 1, max: 200 }) }), {
  minLength: 1,
  maxLength: 6,
});
export type Step = { readonly world: World; readonly faults: Faults; readonly hours: number };

/** Plays a history and hands every plan to `look`, with the vault before it. */
export function play(
  steps: readonly Step[],
  rules: Rules,
  look: (before: Snapshot, evidence: Evidence, result: Plan, now: number) => void,
): { vault: Snapshot; now: number } {
  let vault = emptySnapshot;
  let now = start;
  for (const step of steps) {
    now += step.hours * hour;
    const evidence = deepFreeze(faulty(step.world, step.faults));
    const result = planFor(deepFreeze(vault), evidence, now, rules);
    look(vault, evidence, result, now);
    vault = committed(vault, result, now);
  }
  return { vault, now };
}

function deepFreeze<Value>(value: Value): Value {
  if (value instanceof Map) for (const each of value.values()) deepFreeze(each);
  else if (typeof value === 'object' && value !== null && !Object.isFrozen(value))
    Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

export const noGuards: Rules = {
  ...defaultRules,
  allowEmpty: true,
  guards: {
    removals: 'off',
    suspensions: 'off',
    emptied: 'off',
    rotationPercent: 'off',
    sameSecretSites: 'off',
    unreadPostpone: 'off',
    unreadStop: 'off',
  },
};

/** Whether a body contradicts itself, or another school that shows or is served one of its clients; judged apart from the plan. */
export function isContradicted(organisation: string, before: Snapshot, { clients }: Evidence): boolean {
  const answer = clients.get(organisation);
  if (answer?.kind !== 'read') return false;
  const others = new Set(
    [...before.sites.map(site => site.organisation), ...clients.keys()].flatMap(id => {
      const shown = clients.get(id);
      if (id === organisation) return [];
      if (shown?.kind === 'read') return shown.rows.map(({ client }) => client);
      return before.sites.flatMap(site =>
        site.organisation === id ? servedClients(site).map(each => each.client) : [],
      );
    }),
  );
  return answer.rows.some(
    ({ client, fp }) =>
      others.has(client) ||
      (fp !== null && answer.rows.some(row => row.client === client && row.fp !== null && row.fp !== fp)),
  );
}
