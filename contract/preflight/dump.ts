import type { Held } from '../../mock-server/index.js';
import { readDump } from '../read-dump.js';
import type { Run } from '../subject/subject.js';
import { dumpRows } from './dump-rows.js';
import { wrongWay } from './fingerprints.js';
import { rowsFault } from './rows.js';

const FORM = '[{"organisationId": "…", "clientId": "…", "secretFingerprint": "…"}]';
const FORMULA = 'secretFingerprint is hex(HMAC-SHA-256(SIMS_PROBE_KEY as bytes, secret as UTF-8))';

/** What the service has shown. */
export type Upstream = {
  readonly secrets: readonly string[];
  readonly probeKey: string;
  readonly truth: readonly Held[];
};

/** What is wrong with a dump whatever the agent has stored; undefined where nothing is. `again`: the same, printed once more. */
export function dumpFault(run: Run, again: Run, { secrets, probeKey, truth }: Upstream): string | undefined {
  const rows = dumpRows(run.stdout);
  const misnamed = rows.map(spelledOtherwise).find(each => each !== undefined);
  if (misnamed !== undefined)
    return `--dump: a row has "${misnamed[0]}" where "${misnamed[1]}" is wanted: letter case matters. Print ${FORM}.`;
  const fingerprints = rows.flatMap(({ secretFingerprint: each }) => (typeof each === 'string' ? [each] : []));
  const way = wrongWay(fingerprints, secrets, probeKey);
  if (way !== undefined) return `--dump: the fingerprints are wrong: ${way}. ${FORMULA}.`;
  const store = readDump(run);
  if ('unreadable' in store) return `--dump: ${store.unreadable}. Print ${FORM} on stdout.`;
  const twice = readDump(again);
  if (!('unreadable' in twice) && sorted(twice) !== sorted(store))
    return `--dump printed something else the second time, without a sync between. ${FORMULA}: nothing in it is random.`;
  return rowsFault(store, truth);
}

const sorted = (store: readonly object[]) =>
  store
    .map(row => JSON.stringify(row))
    .sort()
    .join('\n');

/** The name that a row has, and the one it should have. */
function spelledOtherwise(row: Readonly<Record<string, unknown>>): readonly [string, string] | undefined {
  for (const wanted of ['organisationId', 'clientId', 'secretFingerprint']) {
    if (Object.hasOwn(row, wanted)) continue;
    const plain = (name: string) => name.toLowerCase().replace(/[_-]/g, '');
    const there = Object.keys(row).find(name => plain(name) === wanted.toLowerCase());
    if (there !== undefined) return [there, wanted];
  }
  return undefined;
}
