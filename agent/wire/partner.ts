// Puts STS client, token, RAP client and pacing together as the cycle's one port to the service.

import type { AgentConfig } from '../config/configuration.js';
import type { WebProxy } from '../config/proxy.js';
import { partnerUrl } from '../config/upstream.js';
import type { Scrubber } from '../log.js';
import type { Clock, Log, Partner, Told } from '../ports.js';
import { version } from '../version.js';
import { guarded, makeBreaker } from './breaker.js';
import { type Http, openHttp } from './http.js';
import { makeHost, makeRhythm, type Rhythm } from './pace.js';
import type { Gate } from './patience.js';
import { askRap } from './rap.js';
import { readClients, readSites } from './rap-rows.js';
import { makeRetries } from './retry.js';
import type { Service } from './service.js';
import { issueToken } from './sts.js';
import { makeTokenCache } from './token.js';

export type ToldPartner = Partner & {
  readonly told: Told;
  /** A token and nothing else. Throws CredentialsRefused or TryLater. */
  token(): Promise<void>;
  /** How far the service's clock is ahead of ours, ms, by the last answer's `Date`; null when none had one. */
  aheadMs(): number | null;
};

/** Opens one pool per host. Nothing is sent before the first call. `rhythm`: of another partner whose requests count with these. */
export async function openPartner(
  config: AgentConfig,
  clock: Clock,
  log: Log,
  scrubber: Scrubber,
  gate: Gate,
  rhythm: Rhythm = makeRhythm(config.policy, clock),
): Promise<ToldPartner> {
  const { tokenUrl, rapUrl, policy, ca, proxies } = config;
  scrubber.watch(config.vendor.secret);
  const retries = makeRetries(policy, clock);
  const counts = { token: 0, list: 0, clients: 0 };
  let aheadMs: number | null = null;
  const answers = new Map<string, number>();
  const tally: Service['tally'] = (op, code) => answers.set(`${op} ${code}`, (answers.get(`${op} ${code}`) ?? 0) + 1);
  const userAgent = `sims-agent/${version}${policy.contact === '' ? '' : ` (+${policy.contact})`}`;
  const open = async (origin: string, connections: number, proxy: WebProxy | undefined): Promise<Service> => {
    const plain = await openHttp(origin, connections, policy, { ca, proxy });
    const send: Http['send'] = async request => {
      const answer = await plain.send(request);
      const said = Date.parse(answer.date ?? '');
      aheadMs = Number.isNaN(said) ? aheadMs : said - clock.now();
      return answer;
    };
    return {
      http: { ...plain, send },
      host: makeHost(rhythm, policy, clock, log, gate),
      retries,
      clock,
      log,
      userAgent,
      counts,
      tally,
    };
  };
  const sts = await open(tokenUrl.origin, 1, proxies.sts);
  const bare = await open(rapUrl.origin, policy.concurrency, proxies.rap);
  const issue = async () => {
    const issued = await issueToken(sts, tokenUrl, config.vendor);
    scrubber.watch(issued.token);
    return issued;
  };
  const tokens = makeTokenCache(issue, policy, clock);
  const base = partnerUrl(config).pathname;
  const path = `${base}/GetSiteByApplication`;
  const list = { op: 'list', maxBytes: policy.maxListBytes, read: readSites } as const;
  const clients = { op: 'clients', maxBytes: policy.maxClientsBytes, read: readClients } as const;
  // One attempt, past the breaker itself.
  const probe = async () => {
    const once = { ...bare, retries: makeRetries({ ...policy, attempts: 1 }, clock) };
    return (await askRap(list, path, once, tokens)).kind !== 'failed';
  };
  const rap = guarded(bare, makeBreaker(policy.breaker, probe, clock, log));
  return {
    sites: async () => {
      const found = await askRap(list, path, rap, tokens);
      await gate.listed(found);
      return found;
    },
    clients: org => askRap(clients, `${base}/${org}/Clients`, rap, tokens, org),
    counts: () => ({ ...counts, retries: retries.count() }),
    token: async () => void (await tokens.current()),
    aheadMs: () => aheadMs,
    told: { answers, retries: retries.reasons },
    close: async () => {
      await Promise.all([sts.http.close(), bare.http.close()]);
    },
  };
}
