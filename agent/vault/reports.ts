// Reports that the token server refused a pair of the vault (W43). They hold no secret and only move a school forward in a sweep, so
// they carry no MAC: a forged one costs nothing, one that cannot be read counts as none.
import type { RecordName, Store } from '../ports.js';

export const reportName = (organisation: string): RecordName => `refused/${organisation}`;

/** `organisation`: lower-case GUID of a site the vault knows; it becomes a file name. */
export const writeReport = (store: Store, organisation: string, at: number): Promise<void> =>
  store.record(reportName(organisation), `${JSON.stringify({ organisation, at })}\n`);

export async function readReports(store: Store): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const line of await store.records('refused/')) {
    const organisation = organisationIn(line);
    if (organisation !== null) found.add(organisation);
  }
  return found;
}

function organisationIn(line: string): string | null {
  try {
    const { organisation } = JSON.parse(line);
    return typeof organisation === 'string' ? organisation : null;
  } catch {
    return null;
  }
}
