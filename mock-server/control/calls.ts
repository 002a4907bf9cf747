import { mainApplication } from '../handle.js';
import type { Harness } from '../harness.js';
import { siteRows } from '../view/index.js';
import { applicationById, type World } from '../world/index.js';

/** What was asked of the imitated services between two reports of an agent, by the journal. */
export type Calls = {
  readonly tokens: number;
  /** Requests for the list of schools, and for the credentials of one. */
  readonly lists: number;
  readonly clients: number;
  /** Requests of these that were refused, or not answered at all. */
  readonly refused: number;
  /** The least that one complete sync needs of lists and clients now: 2 + N for N schools that gave consent. */
  readonly optimum: number;
};

/** Counts the exchanges after `since`, the number of one; of all there are where the journal was emptied meanwhile. */
export function callsSince(harness: Harness, since: number): Calls {
  const { journal } = harness;
  const exchanges = journal.list({ since: since > journal.last() ? 0 : since });
  const count = (operation: string) => exchanges.filter(each => each.operation === operation).length;
  const asked = new Set<string>();
  let refused = 0;
  for (const { operation, applicationId, status } of exchanges) {
    if (operation === 'rap.sites' && applicationId !== undefined) asked.add(applicationId.toLowerCase());
    if (COUNTED.has(operation) && (status === null || status >= 400)) refused += 1;
  }
  return {
    tokens: count('sts.token'),
    lists: count('rap.sites'),
    clients: count('rap.clients'),
    refused,
    optimum: optimumOf(harness, asked),
  };
}

const COUNTED: ReadonlySet<string> = new Set(['sts.token', 'rap.sites', 'rap.clients']);

/** Of every application that was asked about; of the main one where nobody asked. */
function optimumOf(harness: Harness, asked: ReadonlySet<string>): number {
  const world = harness.world();
  const known = [...asked].filter(id => applicationById(world, id));
  const ids = known.length > 0 ? known : [mainApplication(world).application.id];
  return ids.reduce((sum, id) => sum + 2 + consenting(harness, world, id), 0);
}

function consenting(harness: Harness, world: World, id: string): number {
  const application = applicationById(world, id);
  if (!application) return 0;
  const rows = siteRows(world, application, harness.switches(), harness.clock.now());
  return new Set(rows.flatMap(row => (row.Authorised === 1 ? [row.OrganisationId?.toLowerCase()] : []))).size;
}
