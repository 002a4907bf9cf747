import { guidOf } from './guid.js';
import { clientsOf } from './lookup.js';
import type { World } from './world.js';

/** What a value must be: a word for a plain type, one of some words, a list of one element type, or named members. */
type Shape =
  | 'text'
  | 'text or null'
  | 'number'
  | 'number or null'
  | 'whole number from 1'
  | 'boolean'
  | 'texts by name'
  | 'texts, numbers or nulls by name'
  | { readonly oneOf: readonly string[] }
  | { readonly list: Shape }
  | { readonly of: Readonly<Record<string, Shape>>; readonly optional?: readonly string[] };

const CLIENT = {
  clientId: 'text',
  scopes: { list: 'text' },
  state: { oneOf: ['active', 'suspended', 'removed'] },
  changedAt: 'number',
  secrets: {
    list: { of: { value: 'text', issuedAt: 'number', retiredAt: 'number or null', overlapMs: 'number or null' } },
  },
} as const satisfies Record<string, Shape>;

const WORLD: Shape = {
  of: {
    format: 'text',
    name: 'text',
    seed: 'number',
    version: 'number',
    minted: 'number',
    signingKey: 'whole number from 1',
    switches: 'texts by name',
    partners: {
      list: {
        of: {
          key: 'text',
          name: 'text',
          ownSite: 'text',
          environment: { oneOf: ['live', 'partner'] },
          vendorClient: { of: CLIENT },
        },
        optional: ['environment'],
      },
    },
    applications: {
      list: {
        of: {
          id: 'text',
          integerId: 'number',
          partner: 'text',
          name: 'text',
          apiKey: 'text or null',
          securables: { list: 'text' },
          needsApproval: 'boolean',
        },
      },
    },
    sites: {
      list: {
        of: {
          key: 'text',
          organisationId: 'text',
          name: 'text or null',
          dfeCode: 'text or null',
          deniNumber: 'text or null',
          kind: { oneOf: ['school', 'partner'] },
          authority: 'text or null',
          trust: 'text or null',
        },
      },
    },
    installations: {
      list: {
        of: {
          application: 'text',
          site: 'text',
          state: { oneOf: ['pending', 'active', 'disabled', 'removed'] },
          changedAt: 'number',
          hidden: 'boolean',
          clients: { list: { of: { ...CLIENT, kind: { oneOf: ['oneroster', 'simsprimary'] }, description: 'text' } } },
          oddRow: 'texts, numbers or nulls by name',
        },
        optional: ['oddRow'],
      },
    },
  },
};

/** A world that was written to a file or sent over the control API, or the first thing wrong with it. */
export function readWorld(value: unknown): { readonly world: World } | { readonly problem: string } {
  const problem = fault(value, WORLD, 'world') ?? loose(value as World);
  return problem === undefined ? { world: value as World } : { problem };
}

function fault(value: unknown, shape: Shape, at: string): string | undefined {
  if (typeof shape === 'string') return plainFault(value, shape, at);
  if ('oneOf' in shape) {
    return shape.oneOf.includes(value as string) ? undefined : `${at} must be one of ${shape.oneOf.join(', ')}`;
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) return `${at} must be a list`;
    return first(value, (item, i) => fault(item, shape.list, `${at}[${i}]`));
  }
  if (!isObject(value)) return `${at} must be an object`;
  const unknown = Object.keys(value).find(key => !Object.hasOwn(shape.of, key));
  if (unknown !== undefined) return `${at} has an unknown member "${unknown}"`;
  return first(Object.entries(shape.of), ([key, inner]) => {
    if (Object.hasOwn(value, key)) return fault(value[key], inner, `${at}.${key}`);
    return shape.optional?.includes(key) ? undefined : `${at}.${key} is missing`;
  });
}

function plainFault(value: unknown, shape: Exclude<Shape, object>, at: string): string | undefined {
  const fits = {
    text: typeof value === 'string',
    'text or null': typeof value === 'string' || value === null,
    number: typeof value === 'number' && Number.isFinite(value),
    'number or null': typeof value === 'number' || value === null,
    'whole number from 1': Number.isSafeInteger(value) && Number(value) >= 1,
    boolean: typeof value === 'boolean',
    'texts by name': isObject(value) && Object.values(value).every(v => typeof v === 'string'),
    'texts, numbers or nulls by name':
      isObject(value) && Object.values(value).every(v => v === null || typeof v === 'string' || typeof v === 'number'),
  }[shape];
  return fits ? undefined : `${at} must be ${shape}`;
}

/** References that lead nowhere, and ids that are not unique. */
function loose(world: World): string | undefined {
  if (world.format !== 'sims-world/1') return `world.format is "${world.format}"; this version reads sims-world/1`;
  const partners = new Set(world.partners.map(p => p.key));
  const applications = new Set(world.applications.map(a => a.id));
  const sites = new Set(world.sites.map(s => s.key));
  if (sites.size < world.sites.length) return 'world.sites has two schools with the same key';
  const organisations = new Set(world.sites.map(s => s.organisationId.toLowerCase()));
  if (organisations.size < world.sites.length) return 'world.sites has two schools with the same organisationId';
  const uses = new Set(world.installations.map(i => `${i.application}|${i.site}`));
  if (uses.size < world.installations.length) return 'world.installations links a school twice with one application';
  const clients = clientsOf(world);
  if (new Set(clients.map(c => c.clientId)).size < clients.length) return 'two credentials have the same clientId';
  const crooked = world.applications.find(a => guidOf(a.id, 'hyphenated') !== a.id);
  if (crooked) return `application "${crooked.id}" needs a GUID in lower case as its id`;
  const orphan = world.applications.find(a => !partners.has(a.partner));
  if (orphan) return `application ${orphan.id} belongs to "${orphan.partner}", who is not among world.partners`;
  const lost = world.installations.find(i => !sites.has(i.site) || !applications.has(i.application));
  return (
    lost && `an installation links "${lost.site}" with application ${lost.application}, and one of them is unknown`
  );
}

function first<T>(items: readonly T[], check: (item: T, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = check(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
