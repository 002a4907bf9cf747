import { convergenceDigest, type Held, type World } from '../mock-server/index.js';

/** Whether two sets of credentials are the same, whatever their order and the letter case of organisation ids. */
export function same(one: readonly Held[], other: readonly Held[], probeKey: string): boolean {
  return convergenceDigest(one, probeKey) === convergenceDigest(other, probeKey);
}

/** What tells one credential from another, whatever the letter case of its organisation id. */
export const keyOf = ({ organisationId, clientId }: Held) => `${organisationId.toLowerCase()} ${clientId}`;

/** Whose credentials differ between two sets: ids in lower case. */
export function differing(one: readonly Held[], other: readonly Held[]): ReadonlySet<string> {
  const lineOf = (held: Held) => `${keyOf(held)} ${held.secretFingerprint.toLowerCase()}`;
  const [has, wants] = [new Set(one.map(lineOf)), new Set(other.map(lineOf))];
  const odd = [...one, ...other].filter(held => !has.has(lineOf(held)) || !wants.has(lineOf(held)));
  return new Set(odd.map(({ organisationId }) => organisationId.toLowerCase()));
}

/**
 * In words, without a secret: who is missing, who is too many, whose secret is another. `named` says schools as whoever
 * reads it knows them.
 */
export function difference(
  holds: readonly Held[],
  wanted: readonly Held[],
  world: World,
  named: (organisationIds: readonly string[], world: World) => string = schools,
): string {
  const has = new Map(holds.map(held => [keyOf(held), held]));
  const wants = new Map(wanted.map(held => [keyOf(held), held]));
  const missing = wanted.filter(held => !has.has(keyOf(held)));
  const extra = holds.filter(held => !wants.has(keyOf(held)));
  // A row nobody can use is no further school: that the one it is meant for is missing would read as a contradiction.
  const lacking = new Set(missing.map(({ organisationId }) => organisationId.toLowerCase()));
  const kindOf = ({ organisationId, clientId }: Held) =>
    clientId.trim() === '' ? 'nameless' : lacking.has(organisationId.toLowerCase()) ? 'misnamed' : 'foreign';
  const extraOf = (kind: ReturnType<typeof kindOf>) => extra.filter(held => kindOf(held) === kind);
  const other = wanted.filter(held => {
    const fingerprint = has.get(keyOf(held))?.secretFingerprint;
    return fingerprint !== undefined && fingerprint.toLowerCase() !== held.secretFingerprint;
  });
  const said = (word: string, list: readonly Held[]) => {
    const ids = list.map(({ organisationId }) => organisationId);
    return ids.length === 0 ? [] : [`${word} ${named(ids, world)}`];
  };
  const parts = [
    ...said('missing', missing),
    ...said('a row without a client id for', extraOf('nameless')),
    ...said('another client id for', extraOf('misnamed')),
    ...said('should not hold', extraOf('foreign')),
    ...said('another secret for', other),
    ...(has.size < holds.length ? [`${holds.length - has.size} of them twice`] : []),
  ];
  const count = `${holds.length} ${holds.length === 1 ? 'credential' : 'credentials'}`;
  return `${count}${parts.length > 0 ? `: ${parts.join('; ')}` : ''}`;
}

/** Schools by name, each once, or else by DfE code or key; an id that no school has as it is. */
export function schools(organisationIds: readonly string[], world: World): string {
  const names = new Map(world.sites.map(site => [site.organisationId.toLowerCase(), calledBy(site)]));
  const each = [
    ...new Set(organisationIds.map(id => names.get(id.toLowerCase()) ?? `unknown organisation ${id.slice(0, 40)}`)),
  ];
  return each.length > 5 ? `${each.slice(0, 5).join(', ')} and ${each.length - 5} more` : each.join(', ');
}

/** As people know it: awkward worlds have schools without a name, or with nothing but blanks for one. */
function calledBy({ name, dfeCode, key }: World['sites'][number]): string {
  if (name?.trim()) return name;
  return dfeCode?.trim() ? `the school with DfE code ${dfeCode}` : `the school "${key}"`;
}
