// `sims-agent approve`, and what `status` says of an approval that waits for its sync. It ends by itself, perhaps before that sync.
import type { StoreConfig } from '../config/configuration.js';
import { isInForce } from '../core/guard.js';
import type { Rules } from '../core/policy.js';
import { isoTime } from '../core/time.js';
import { UsageError } from '../errors.js';
import type { Policy, Store } from '../ports.js';
import { actor, auditNow } from '../vault/audit.js';
import type { Generation } from '../vault/generation.js';
import { readApprovals, writeApproval } from '../vault/notes.js';
import { nextCopyAt } from '../wire/schedule.js';
import { readKept } from '../wire/standing.js';
import { type Answer, many } from './describe.js';
import { withVault } from './vault-commands.js';

const shortestDigest = 12;

/** Releases exactly the operations whose digest this is, for the approval time. The next sync applies them. */
export const approve = (config: StoreConfig, digest: string, policy: Policy, now: number): Promise<Answer> =>
  withVault(config, async ({ vault: { opened }, store }) => {
    const hold = opened?.header.hold;
    if (!opened || !hold)
      throw new UsageError('Nothing is held, so there is nothing to approve. See: sims-agent status');
    if (digest.length < shortestDigest || !hold.digest.startsWith(digest.toLowerCase()))
      throw new UsageError(
        `This digest (at least ${shortestDigest} characters) is not the one now held. See: sims-agent status`,
      );
    const record = { digest: hold.digest, actor: actor(), expiresAt: now + policy.approvalMs };
    await auditNow(store, opened, 'approve', { digest: hold.digest });
    await writeApproval(store, record, opened.keys);
    const { standing } = await readKept(store);
    const nextAt = nextCopyAt(standing, policy, opened.header.upstream.application, now, 0);
    const waiting = { until: record.expiresAt, isShort: record.expiresAt <= nextAt };
    return {
      exit: 0,
      text: `Approved ${many(hold.operations, 'held operation')} until ${isoTime(waiting.until)}. The next sync applies them if they are still the same.${shortness(waiting)}\n`,
    };
  });

/** An approval of what is held now. `isShort`: it ends before `nextAt`. */
export type Waiting = { readonly until: number; readonly isShort: boolean };

/** Null when nothing is held, or nobody has released it. `nextAt`: when `watch` would begin the next copy. */
export async function waitingApproval(
  store: Store,
  { header: { hold }, keys }: Pick<Generation, 'header' | 'keys'>,
  policy: Pick<Rules, 'approvalMs'>,
  nextAt: number,
  now: number,
): Promise<Waiting | null> {
  if (!hold) return null;
  const { approvals } = await readApprovals(store, keys);
  const inForce = approvals.filter(each => each.digest === hold.digest && isInForce(each, policy, now));
  const until = Math.max(...inForce.map(({ expiresAt }) => expiresAt));
  return until > now ? { until, isShort: until <= nextAt } : null;
}

/** One line of `status`. */
export const waitingLine = (waiting: Waiting): string =>
  `approved  until ${isoTime(waiting.until)}; the next sync applies what is held, if it is still the same${shortness(waiting).replace(/^ /, '. ')}`;

const shortness = ({ isShort }: Waiting): string =>
  isShort ? ' It ends before the next scheduled copy, so run: sims-agent sync' : '';
