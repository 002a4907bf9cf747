// Schools that can be counted, and bodies the mock is made to send about them.
import type { Change, Step, World } from '../../../mock-server/index.js';
import { APPLICATION, smallWorld } from '../../support/small-world.js';
import type { Fault, Moment, Weather } from './wire-row.js';

export const guid = (n: number): string => `A0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const key = (n: number): string => `school-${n}`;
export const clientId = (n: number): string => `sas-oneroster-${guid(n).toLowerCase()}`;
export const secret = (n: number): string => `Secret_${n}_of+the/first=year`;

/** A world with so many ordinary schools, numbered from 1, and one more that does not use the application yet. */
export function countedWorld(count: number): World {
  const small = smallWorld();
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  const own = small.sites.filter(({ kind }) => kind === 'partner').map(site => ({ ...site, organisationId: guid(0) }));
  return {
    ...small,
    partners: small.partners.slice(0, 1),
    applications: small.applications.slice(0, 1),
    sites: [...own, ...numbers.map(schoolOf), schoolOf(count + 1)],
    installations: [...small.installations.slice(0, 1), ...numbers.map(installationOf)],
  };
}

const schoolOf = (n: number): World['sites'][number] => ({
  key: key(n),
  organisationId: guid(n),
  name: `School ${n}`,
  dfeCode: String(3_010_000 + n),
  deniNumber: null,
  kind: 'school',
  authority: null,
  trust: null,
});

const installationOf = (n: number): World['installations'][number] => ({
  application: APPLICATION,
  site: key(n),
  state: 'active',
  changedAt: Date.UTC(2026, 0, 1),
  hidden: false,
  clients: [
    {
      kind: 'oneroster',
      description: 'OneRoster and RAP API',
      clientId: clientId(n),
      scopes: ['rapapi', 'partner'],
      state: 'active',
      changedAt: Date.UTC(2026, 0, 1),
      secrets: [{ value: secret(n), issuedAt: Date.UTC(2026, 0, 1), retiredAt: null, overlapMs: null }],
    },
  ],
});

/** A school that joins: the one more of the world. */
export const joins = (n: number): Change => ({ kind: 'site.installed', site: key(n) });
export const leaves = (...schools: readonly number[]): readonly Change[] =>
  schools.map(n => ({ kind: 'site.removed', site: key(n) }));
export const disabled = (...schools: readonly number[]): readonly Change[] =>
  schools.map(n => ({ kind: 'site.disabled', site: key(n) }));
export const reissued = (...schools: readonly number[]): readonly Change[] =>
  schools.map(n => ({ kind: 'secret.reissued', site: key(n) }));

type Row = Readonly<Record<string, unknown>>;
/** Rows of the site list, as the vendor writes them. */
export const rows = (...schools: readonly number[]): Row[] =>
  schools.map(n => ({
    Id: 0,
    OrganisationId: guid(n),
    Name: `School ${n}`,
    DfeCode: String(3_010_000 + n),
    DeniNumber: null,
    Authorised: 1,
  }));
/** A row of a Clients body. */
export const credential = (n: number, members: Row = {}): Row => ({
  Description: 'OneRoster and RAP API',
  ClientId: clientId(n),
  Secret: secret(n),
  ...members,
});

export const status = (code: number): Fault => ({ kind: 'status', status: code });
export const sends = (body: readonly Row[]): Fault => ({ kind: 'status', status: 200, body: JSON.stringify(body) });

/** This fault on every request of the kind, or of one school. */
export const always = (on: Moment['on'], fault: Fault, school?: number): Weather =>
  school === undefined ? { on, fault } : { on, fault, school };

/** As a step of a scenario. */
export function stepOf({ on, nth, school, fault, change = [], advanceMs }: Weather, at: number): Step {
  return {
    name: `weather-${at + 1}`,
    on: {
      kind: 'request',
      request: on,
      nth: nth ?? 1,
      every: 1,
      ...(school !== undefined && { site: guid(school) }),
    },
    times: nth === undefined ? 'always' : 1,
    before: false,
    changes: change,
    ...(fault && { fault }),
    ...(advanceMs !== undefined && { advanceMs }),
  };
}
