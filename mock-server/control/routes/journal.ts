import type { Harness } from '../../harness.js';
import { type Exchange, type Filter, STATUS_CLASSES } from '../../journal/index.js';
import { OPERATIONS } from '../../scenario/index.js';
import { ownerOf, siteByKey, siteByOrganisation, type World } from '../../world/index.js';
import { gone, ok } from '../outcome.js';
import { refusal } from '../refusal.js';
import { type Route, worldRoute } from '../route.js';
import { list, object, open, text, whole, words } from '../schema.js';
import { EXCHANGE } from '../shapes.js';

const MOST = 10_000;
const USUAL = 1000;

const FILTER = {
  since: whole(0, Number.MAX_SAFE_INTEGER, 'Exchanges after the one with this number'),
  service: words(['sts', 'rap', 'proxy'], 'Of this service'),
  operation: words([...OPERATIONS, 'sts.other', 'rap.other', 'proxy.connect', 'proxy.request'], 'Of this kind'),
  status: whole(100, 599, 'Answered with this status'),
  statusClass: words(STATUS_CLASSES, 'Answered with such a status; none: not answered at all'),
  fault: text('Touched by a fault of this kind; any: by whichever, none: by no fault'),
  text: text('With this text in it, anywhere the journal says something; letter case does not matter'),
  organisationId: text('About this organisation; letter case does not matter'),
  school: text(
    'About schools with this in their name, or with this key, DfE code or organisation id: their clients, too',
  ),
};

type Wanted = Omit<Filter, 'schools'> & { readonly school?: string };
type Asked = Wanted & { readonly limit?: number; readonly with?: 'names' };

/** Every exchange of a world. */
export const JOURNAL_ROUTES: readonly Route[] = [
  worldRoute<{ query: Asked }>({
    method: 'GET',
    path: '/journal',
    summary: 'The exchanges, the oldest first',
    description: 'Without `since` the newest ones, with it those that follow; `next` is the `since` to go on with.',
    tag: 'what happened',
    query: object({
      ...FILTER,
      limit: whole(1, MOST, `At most so many; ${USUAL} when left out`),
      with: words(['names'], 'Add what the schools in it are called'),
    }),
    answer: {
      status: 200,
      description: 'Secrets and tokens appear as fingerprints only',
      schema: object({
        exchanges: list(EXCHANGE, 'The oldest first'),
        next: whole(0, Number.MAX_SAFE_INTEGER, 'Where to go on'),
        names: open('By organisation id and client id, as they stand in the exchanges; with=names only'),
      }),
    },
    handle: ({ harness, query: { with: extra, ...query } }) => {
      const found = page(harness, query);
      return ok(extra === 'names' ? { ...found, names: namesIn(harness.world(), found.exchanges) } : found);
    },
  }),
  worldRoute<{ query: Wanted }>({
    method: 'GET',
    path: '/journal/numbers',
    summary: 'The numbers of the exchanges, the oldest first',
    description: 'For whoever shows a long journal: what stands at which place, before any of it is read.',
    tag: 'what happened',
    query: object(FILTER),
    answer: {
      status: 200,
      description: 'All of them',
      schema: object({
        numbers: list({ type: 'integer' }, 'The oldest first'),
        next: whole(0, Number.MAX_SAFE_INTEGER, 'Where to go on'),
      }),
    },
    handle: ({ harness, query }) =>
      ok({
        numbers: harness.journal.list(filterOf(harness, query)).map(({ number }) => number),
        next: harness.journal.last(),
      }),
  }),
  worldRoute<{ query: Wanted }>({
    method: 'GET',
    path: '/journal/count',
    summary: 'How many exchanges there are',
    tag: 'what happened',
    query: object(FILTER),
    answer: {
      status: 200,
      description: 'The count',
      schema: object({ count: whole(0, Number.MAX_SAFE_INTEGER, 'How many') }),
    },
    handle: ({ harness, query }) => ok({ count: harness.journal.count(filterOf(harness, query)) }),
  }),
  worldRoute({
    method: 'GET',
    path: '/journal/:number',
    summary: 'One exchange',
    tag: 'what happened',
    answer: { status: 200, description: 'Secrets and tokens appear as fingerprints only', schema: EXCHANGE },
    handle: ({ harness, params }) => exchange(harness, params['number'] ?? ''),
  }),
  worldRoute({
    method: 'DELETE',
    path: '/journal',
    summary: 'Forget every exchange; the next one is number 1',
    tag: 'what happened',
    answer: { status: 204, description: 'It is empty' },
    handle: ({ harness }) => {
      harness.journal.clear();
      return gone;
    },
  }),
];

type Page = { readonly exchanges: readonly Exchange[]; readonly next: number };

function page(harness: Harness, { limit = USUAL, ...wanted }: Asked): Page {
  const { journal } = harness;
  const filter = filterOf(harness, wanted);
  const end = journal.last();
  if (filter.since === undefined) return { exchanges: journal.list(filter, limit), next: end };
  const found = journal.list(filter);
  const exchanges = found.slice(0, limit);
  return { exchanges, next: found.length > limit ? (exchanges.at(-1)?.number ?? end) : end };
}

/** What people call the schools that exchanges are about. */
function namesIn(world: World, exchanges: readonly Exchange[]): Readonly<Record<string, string>> {
  const names = new Map<string, string>();
  for (const { organisationId, clientId } of exchanges) {
    const site = organisationId === undefined ? undefined : siteByOrganisation(world, organisationId);
    if (organisationId !== undefined && site) names.set(organisationId, site.name ?? site.key);
    const owner = clientId === undefined ? undefined : ownerOf(world, clientId);
    if (clientId === undefined || owner === undefined) continue;
    const whose = owner.kind === 'vendor' ? owner.partner.name : siteByKey(world, owner.installation.site)?.name;
    names.set(clientId, whose ?? clientId);
  }
  return Object.fromEntries(names);
}

function filterOf(harness: Harness, { school, ...filter }: Wanted): Filter {
  return school === undefined ? filter : { ...filter, schools: schoolsIn(harness.world(), school) };
}

/** The schools that somebody means, by everything that the journal knows them by. */
function schoolsIn({ sites, installations }: World, wanted: string): NonNullable<Filter['schools']> {
  const text = wanted.trim().toLowerCase();
  const meant = sites.filter(
    ({ key, name, organisationId, dfeCode }) =>
      key === text || dfeCode === text || organisationId.toLowerCase() === text || name?.toLowerCase().includes(text),
  );
  const keys = new Set(meant.map(({ key }) => key));
  const clients = installations.filter(({ site }) => keys.has(site)).flatMap(({ clients }) => clients);
  return {
    organisationIds: new Set(meant.map(({ organisationId }) => organisationId.toLowerCase())),
    clientIds: new Set(clients.map(({ clientId }) => clientId.toLowerCase())),
  };
}

function exchange({ journal }: Harness, number: string) {
  if (!/^\d{1,15}$/.test(number)) {
    return refusal(400, 'CONTROL_BAD_NUMBER', `"${number}" is no number of an exchange: they count from 1.`);
  }
  const found = journal.get(Number(number));
  if (found) return ok(found);
  const hint = journal.last() === 0 ? 'The journal is empty.' : `The newest is ${journal.last()}.`;
  return refusal(404, 'CONTROL_UNKNOWN_EXCHANGE', `There is no exchange ${number} in the journal. ${hint}`);
}
