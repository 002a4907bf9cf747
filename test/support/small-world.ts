import type {
  Application,
  Client,
  ClientKind,
  Installation,
  Partner,
  Site,
  SiteClient,
  World,
} from '../../mock-server/world/index.js';

/**
 * A world small enough to read: two partners of today, one of the older kind, and the schools a test names. Everything
 * is written out, so that the golden files do not move when the invented worlds do.
 */

/** Long before any clock of a test. */
const BEGAN = Date.UTC(2026, 0, 1);

export type Credential = { readonly clientId: string; readonly secret: string };

export const VENDOR: Credential = {
  clientId: 'vmc-1d0a4c52-8b7e-4f3a-9c61-2e5f70b8d914',
  secret: 'Vq4_hT8wQz2kLm6X',
};
export const OTHER_VENDOR: Credential = {
  clientId: 'vmc-77c2e9b0-3a15-4d84-b6f2-90ce41d7a358',
  secret: 'Other_9sKd03nPwB',
};
/** The older kind: a school-shaped id with every scope (TOK-05). */
export const OLDER_VENDOR: Credential = {
  clientId: 'sas-oneroster-4be81f06-c972-4a3d-8e05-d16b32f9a7c4',
  secret: 'Older_2mZx7Yt5cR',
};
export const OAKFIELD: Credential & { readonly organisationId: string } = {
  clientId: 'sas-oneroster-0c93d7e1-45fa-4b28-a6d0-83b1e95c7f26',
  secret: 'Oak_f1eldQ8r5Tz0',
  organisationId: '5A0B3E17-92C4-4D68-8F01-B7E3D5A9C240',
};
/** Holds a blank, a plus, a percent sign that looks like an escape, a colon and a letter outside ASCII. */
export const RIVERSIDE: Credential & { readonly organisationId: string } = {
  clientId: 'sas-oneroster-b82f6014-7d3c-4e9a-8145-6fa0c7d2e953',
  secret: 'r+v%2Bs d:é/1=&x',
  organisationId: 'E14D7C90-6B2A-4F85-93D7-0A8C51F6B3E2',
};
/** The second credential of Riverside, for DeX (TOK-03). */
export const RIVERSIDE_DEX: Credential = {
  clientId: 'sas-simsprimary-3f7a90d2-1c6e-4b58-9d04-e2b5a8c7f161',
  secret: 'Dex_5pL9vW3jHn7U',
};
/** A school of the other partner. */
export const FOXHILL: Credential & { readonly organisationId: string } = {
  clientId: 'sas-oneroster-9e5d2b71-a043-4c8f-b3e6-17d90f4a6c82',
  secret: 'Fox_0hIlLk4Gs8Dv',
  organisationId: '0F6E9A3B-D851-4C27-A94E-3D72B0C8E516',
};
/** A school the world knows that uses no application. */
export const ELMWOOD = '8D2C5F71-0E9B-4A36-B1D8-F45A7C93E06B';
export const OWN_ORGANISATION = '2C7F1B84-E5D0-4963-8A1F-96B3D04E7C5A';

export const APPLICATION = 'c4e1f09a-7b36-4d52-8f80-5a9d1e63b7c2';
/** Ours too: it has an API-manager key, waits for approval, and nobody uses it yet. */
export const EMPTY_APPLICATION = '61d8b37c-02fe-4a95-b47d-e8c05f192a63';
export const FOREIGN_APPLICATION = 'f9037a5e-d1c8-4b62-9e14-7b50c6a2d83f';
export const OLDER_APPLICATION = '1b95e6d0-84f3-4c7a-a2b9-30d7f8e5c164';
/** Well-formed, and nobody's. */
export const NO_APPLICATION = '00000000-aaaa-4bbb-8ccc-000000000000';
export const INTEGER_ID = 4711;

/** How a change names one of these schools. */
export const AT_OAKFIELD = { site: 'oakfield', application: APPLICATION } as const;
export const AT_RIVERSIDE = { site: 'riverside', application: APPLICATION } as const;

export function smallWorld(members: Partial<World> = {}): World {
  return {
    format: 'sims-world/1',
    name: 'small',
    seed: 1,
    version: 1,
    minted: 100,
    signingKey: 1,
    switches: {},
    partners: [
      partner('brightwater', VENDOR, ['partner-read', 'partner-write']),
      partner('foxglove', OTHER_VENDOR, ['partner-read', 'partner-write']),
      partner('harlow', OLDER_VENDOR, ['rapapi', 'partner', 'partner-read', 'partner-write']),
    ],
    applications: [
      application(APPLICATION, 'brightwater', { integerId: INTEGER_ID }),
      application(EMPTY_APPLICATION, 'brightwater', {
        apiKey: '5d1e8f0a3b7c49628e0d4f6a1b9c7e35',
        needsApproval: true,
      }),
      application(FOREIGN_APPLICATION, 'foxglove'),
      application(OLDER_APPLICATION, 'harlow'),
    ],
    sites: [
      site('brightwater-ti', OWN_ORGANISATION, 'Brightwater Learning (TI)', { dfeCode: 'BWL0317', kind: 'partner' }),
      site('oakfield', OAKFIELD.organisationId, "St. Ó'Brien's & Oakfield Primary School", { dfeCode: '3012345' }),
      site('riverside', RIVERSIDE.organisationId, 'Ysgol Glan-yr-Afon Tŷ Gwyn', { deniNumber: '1424301' }),
      site('foxhill', FOXHILL.organisationId, 'Foxhill Academy', { dfeCode: '3024006' }),
      site('elmwood', ELMWOOD, 'Elmwood Infant School', { dfeCode: '3012077' }),
    ],
    installations: [
      installation(APPLICATION, 'brightwater-ti', []),
      installation(APPLICATION, 'oakfield', [siteClient('oneroster', OAKFIELD)]),
      installation(APPLICATION, 'riverside', [
        siteClient('oneroster', RIVERSIDE),
        siteClient('simsprimary', RIVERSIDE_DEX),
      ]),
      installation(FOREIGN_APPLICATION, 'foxhill', [siteClient('oneroster', FOXHILL)]),
      installation(OLDER_APPLICATION, 'foxhill', []),
    ],
    ...members,
  };
}

/** The small world with a school credential of this id and secret, and no other client that could be mistaken for it. */
export function worldWithClient(credential: Credential): World {
  const world = smallWorld();
  const installations = world.installations.map(i =>
    i.site === 'oakfield' ? { ...i, clients: [siteClient('oneroster', credential)] } : i,
  );
  return { ...world, installations };
}

function client({ clientId, secret }: Credential, scopes: readonly string[]): Client {
  const secrets = [{ value: secret, issuedAt: BEGAN, retiredAt: null, overlapMs: null }];
  return { clientId, scopes, state: 'active', changedAt: BEGAN, secrets };
}

const KINDS = {
  oneroster: { scopes: ['rapapi', 'partner'], description: 'OneRoster and RAP API' },
  simsprimary: { scopes: ['partnerserverapplication'], description: 'DeX API' },
} as const;

function siteClient(kind: ClientKind, credential: Credential): SiteClient {
  const { scopes, description } = KINDS[kind];
  return { ...client(credential, scopes), kind, description };
}

function partner(key: string, credential: Credential, scopes: readonly string[]): Partner {
  return { key, name: key, ownSite: 'brightwater-ti', vendorClient: client(credential, scopes) };
}

function application(id: string, owner: string, members: Partial<Application> = {}): Application {
  const plain = { integerId: 1, apiKey: null, securables: [], needsApproval: false };
  return { id, partner: owner, name: `Application of ${owner}`, ...plain, ...members };
}

function site(key: string, organisationId: string, name: string, members: Partial<Site>): Site {
  const plain = { dfeCode: null, deniNumber: null, kind: 'school' as const, authority: null, trust: null };
  return { key, organisationId, name, ...plain, ...members };
}

function installation(applicationId: string, key: string, clients: readonly SiteClient[]): Installation {
  return { application: applicationId, site: key, state: 'active', changedAt: BEGAN, clients, hidden: false };
}
