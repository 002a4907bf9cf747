import { mainApplication } from '../../handle.js';
import type { Harness } from '../../harness.js';
import { type Application, didYouMean, siteByOrganisation } from '../../world/index.js';
import type { Book } from '../estate/book.js';
import type { Estate } from '../estate/shape.js';
import { isRefusal, ok, type Refusal } from '../outcome.js';
import { refusal } from '../refusal.js';
import type { Holdings } from '../reports.js';
import type { Room } from '../room.js';
import { type Route, worldRoute } from '../route.js';
import { object, text, whole } from '../schema.js';
import { ESTATE } from '../shapes-estate.js';

/** Schools in one answer, and how many unless said: some 2.5 MB and half a megabyte. */
const MOST = 5000;
const USUAL = 1000;

type Asked = {
  readonly application?: string;
  readonly since?: string;
  readonly offset?: number;
  readonly limit?: number;
};

/** The schools of a world with what an agent says of them, for people: no secret is in it. */
export const ESTATE_ROUTES: readonly Route[] = [
  worldRoute<{ query: Asked }>({
    method: 'GET',
    path: '/estate',
    summary: 'Every school: its state, its credentials as fingerprints, and what the agent holds beside what is true',
    description:
      'In pages: add `limit` to `offset` until `total` is reached. With the `stamp` of an earlier answer as `since`, only the schools that have changed; where that stamp says nothing any more, all of them, and `whole` is true.',
    tag: 'worlds',
    query: object({
      application: text('Id of the application; the first one when left out'),
      since: text('The stamp of an earlier answer'),
      offset: whole(0, Number.MAX_SAFE_INTEGER, 'How many to pass over; none when left out'),
      limit: whole(1, MOST, `At most so many; ${USUAL} when left out`),
    }),
    answer: { status: 200, description: 'Secrets appear as fingerprints only', schema: ESTATE },
    handle: async ({ room, harness, query }) => {
      const application = applicationIn(harness, query.application);
      if (isRefusal(application)) return application;
      return ok(estateOf(harness, { room, application, query, book: await bookOf(harness) }));
    },
  }),
];

const books = new WeakMap<Harness, Book>();

/** Made, and what makes it loaded, when somebody first looks. */
async function bookOf(harness: Harness): Promise<Book> {
  const { createBook } = await import('../estate/book.js');
  const book = books.get(harness) ?? createBook(harness);
  books.set(harness, book);
  return book;
}

type Wanted = { readonly room: Room; readonly application: Application; readonly query: Asked; readonly book: Book };

function estateOf(harness: Harness, { room, application, query, book }: Wanted): Estate {
  const { since, offset = 0, limit = USUAL } = query;
  const holdings = room.reports.holdings(harness);
  const { stamp, whole, total, rows } = book.look(application, holdings, since);
  const world = harness.world();
  return {
    stamp,
    whole,
    total,
    version: world.version,
    now: harness.clock.now(),
    application: application.id,
    applications: world.applications.map(({ id, name }) => ({ id, name })),
    agent: holdings ? told(harness, holdings) : null,
    schools: rows(offset, limit),
  };
}

function told(harness: Harness, { agent, report, at, byOrganisation }: Holdings): Estate['agent'] {
  const world = harness.world();
  let strangers = 0;
  for (const [id, held] of byOrganisation) if (!siteByOrganisation(world, id)) strangers += held.length;
  return { name: agent, report, at, strangers };
}

function applicationIn(harness: Harness, id: string | undefined): Application | Refusal {
  const world = harness.world();
  if (id === undefined) return mainApplication(world).application;
  const found = world.applications.find(each => each.id === id.toLowerCase());
  const ids = world.applications.map(each => each.id);
  const hint = didYouMean(id, ids) || ` There are: ${ids.join(', ')}.`;
  return found ?? refusal(422, 'CONTROL_UNKNOWN_APPLICATION', `There is no application "${id}" in this world.${hint}`);
}
