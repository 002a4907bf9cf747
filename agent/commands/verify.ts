// `verify`: looks at everything the vault is made of, from the pointer to the last record of its audit, and opens every secret once.
import { createHmac } from 'node:crypto';
import type { StoreConfig } from '../config/configuration.js';
import type { Rules } from '../core/policy.js';
import { servedClients } from '../core/snapshot.js';
import { isoTime } from '../core/time.js';
import { StoreUnreadable } from '../errors.js';
import type { Store } from '../ports.js';
import { anchorOf, verifyAudit } from '../vault/audit.js';
import { type Generation, openSecret } from '../vault/generation.js';
import { readApprovals } from '../vault/notes.js';
import { lp } from '../vault/seal.js';
import { type Answer, lines, many } from './describe.js';
import { json, noteOn, withVault } from './vault-commands.js';

/**
 * Throws StoreUnreadable (exit 12) with the first thing that is wrong; no vault at all ends 12, too. `probeKey`: also gives the digest two
 * stores are compared by.
 */
export const verify = (
  config: StoreConfig,
  { tombstoneKeepMs }: Pick<Rules, 'tombstoneKeepMs'>,
  probeKey: Buffer | undefined,
  asJson: boolean,
): Promise<Answer> =>
  withVault(config, async opened => {
    const { vault, store } = opened;
    await store.inspect();
    const generation = vault.opened;
    if (!generation) return { exit: 12, text: asJson ? json({ generation: 0 }) : '', ...noteOn(opened) };
    await assertNoForgery(store, generation);
    const secrets = openAll(generation);
    const audit = verifyAudit(await store.audit('all'), generation);
    const kept = generation.rows.flatMap(({ site }) => site.clients.filter(({ state }) => state === 'tombstone'));
    const overdue = kept.filter(({ sinceAt }) => Date.now() - sinceAt > tombstoneKeepMs).length;
    const digest = probeKey && digestOf(generation, probeKey);
    const { header, rows } = generation;
    const found = {
      generation: header.generation,
      sites: rows.length,
      secrets,
      audit,
      tombstones: kept.length,
      overdue,
    };
    if (asJson) return { exit: 0, text: json({ ...found, digest }) };
    const text = [
      `vault      generation ${header.generation}, ${isoTime(header.createdAt)}, whole, under key ${header.kekId}`,
      `rows       ${many(rows.length, 'site')}, ${many(secrets, 'secret')}, each opened at its place`,
      `audit      ${many(audit.seq, 'record')} in one chain`,
      `retention  ${many(kept.length, 'tombstoned secret')} kept, ${overdue} past the time: a sync with whole evidence destroys those`,
      anchorOf(audit),
      ...(digest === undefined ? [] : [`digest     ${digest}`]),
    ];
    return { exit: 0, text: lines(text) };
  });

/** A sync ignores what was forged, and says so; whoever verifies wants to know it is there. */
async function assertNoForgery(store: Store, { keys }: Generation): Promise<void> {
  const { forged } = await readApprovals(store, keys);
  if (forged === 0) return;
  throw new StoreUnreadable(
    'forged',
    `${many(forged, 'approval')} in ${store.name} was not written with this vault's key. It releases nothing; find out who wrote it, and delete it.`,
  );
}

/** How many secrets there are; each opens at its own place, or this throws. */
function openAll(generation: Generation): number {
  let opened = 0;
  for (const row of generation.rows)
    for (const [at, [current, previous]] of row.sealed.entries()) {
      if (current) openSecret(generation, row, at, 'secret');
      if (previous) openSecret(generation, row, at, 'previous');
      opened += Number(current !== null) + Number(previous !== null);
    }
  return opened;
}

/**
 * The convergence digest: each served pair as organisation in small letters, client, and HMAC of the secret in hex; sorted by bytes;
 * the HMAC of all of them. Two stores that serve the same have the same, and it tells nothing else.
 */
function digestOf(generation: Generation, probeKey: Buffer): string {
  const hmac = (data: string | Buffer) => createHmac('sha256', probeKey).update(data).digest('hex');
  const pairs = generation.rows.flatMap(row =>
    servedClients(row.site).map(client => {
      const secret = openSecret(generation, row, row.site.clients.indexOf(client), 'secret');
      return lp(row.site.organisation, client.client, hmac(secret.reveal()));
    }),
  );
  return hmac(Buffer.concat(pairs.sort(Buffer.compare)));
}
