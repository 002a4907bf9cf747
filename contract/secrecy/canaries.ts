import type { Sight, World } from '../../mock-server/index.js';
import type { SecretKind } from './leak.js';
import type { Canary } from './needles.js';

/** A secret of a world with what a report calls it. */
export type Secret = Canary & { readonly kind: SecretKind };

/** Enough to catch whoever leaks at all: it is done to every school or by what a secret looks like. */
const MOST_SITES = 100;

/** What is worth looking for in a world, former secrets included: the partners', the schools', the API-manager keys. */
export function secretsOfWorld(world: World): readonly Secret[] {
  const vendor = world.partners.flatMap(({ vendorClient }) => valuesOf(vendorClient));
  const names = new Map(world.sites.map(site => [site.key, site.name ?? site.organisationId]));
  const schools = world.installations.flatMap(({ site, clients }) =>
    clients.flatMap(client => valuesOf(client).map(value => ({ value, name: names.get(site) ?? site }))),
  );
  const every = Math.ceil(schools.length / MOST_SITES);
  return [
    ...vendor.map(value => ({ value, kind: 'vendor-secret' as const, name: 'the vendor secret' })),
    ...schools
      .filter((_, n) => n % every === 0)
      .map(({ value, name }) => ({ value, kind: 'site-secret' as const, name: `the secret of ${name}` })),
    ...world.applications.flatMap(({ apiKey }) =>
      apiKey === null ? [] : [{ value: apiKey, kind: 'api-key' as const, name: 'the API-manager key' }],
    ),
  ].filter(({ value }) => isTelling(value));
}

/** Bearer tokens as they were sent. */
export function tokensIn(sights: readonly Sight[]): readonly Secret[] {
  const tokens = sights.flatMap(({ rawHeaders }) =>
    headersOf(rawHeaders).flatMap(({ name, value }) => {
      const [, token = ''] = name === 'authorization' ? (/^Bearer\s+(\S{40,})$/i.exec(value) ?? []) : [];
      return token === '' ? [] : [token];
    }),
  );
  return [...new Set(tokens)].map(value => ({ value, kind: 'token', name: 'an access token', wholeOnly: true }));
}

/** Headers by name in lower case, in the order in which they came. */
export function headersOf(raw: readonly string[]): readonly { readonly name: string; readonly value: string }[] {
  return raw.flatMap((name, n) => (n % 2 === 0 ? [{ name: name.toLowerCase(), value: raw[n + 1] ?? '' }] : []));
}

const valuesOf = ({ secrets }: { readonly secrets: readonly { readonly value: string }[] }) =>
  secrets.map(({ value }) => value);

/** Whether it turns up nowhere by chance: a case may have given a school a secret such as `null`. */
const isTelling = (value: string): boolean => value.length >= 12 && new Set(value).size >= 8;
