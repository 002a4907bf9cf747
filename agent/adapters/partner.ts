// Puts STS client, token, RAP client and pacing together as the cycle's one port to the service.
import { type AgentConfig, partnerUrl } from '../config.js';
import type { Clock, Log, Partner } from '../ports.js';
import type { WebProxy } from '../proxy.js';
import { version } from '../version.js';
import { openHttp } from './http.js';
import type { Scrubber } from './log.js';
import { makeHost, makeRhythm } from './pacing.js';
import { askRap } from './rap-client.js';
import { readClients, readSites } from './rap-wire.js';
import { makeRetries } from './retry.js';
import type { Service } from './service.js';
import { issueToken } from './sts-client.js';
import { makeTokenCache } from './token-cache.js';

/** Opens one pool per host. Nothing is sent before the first call. */
export async function openPartner(config: AgentConfig, clock: Clock, log: Log, scrubber: Scrubber): Promise<Partner> {
  const { tokenUrl, rapUrl, policy, ca, proxies } = config;
  const rhythm = makeRhythm(policy, clock);
  const retries = makeRetries(policy, clock);
  const counts = { token: 0, list: 0, clients: 0 };
  const userAgent = `sims-agent/${version}${policy.contact === '' ? '' : ` (+${policy.contact})`}`;
  const open = async (origin: string, connections: number, proxy: WebProxy | undefined): Promise<Service> => {
    const http = await openHttp(origin, connections, policy, { ca, proxy });
    return { http, host: makeHost(rhythm, policy, clock, log), retries, clock, log, userAgent, counts };
  };
  const sts = await open(tokenUrl.origin, 1, proxies.sts);
  const rap = await open(rapUrl.origin, policy.concurrency, proxies.rap);
  const issue = async () => {
    const issued = await issueToken(sts, tokenUrl, config.vendor);
    scrubber.watch(issued.token);
    return issued;
  };
  const tokens = makeTokenCache(issue, policy, clock);
  const base = partnerUrl(config).pathname;
  const path = `${base}/GetSiteByApplication`;
  const list = { op: 'list', path, maxBytes: policy.maxListBytes, read: readSites } as const;
  const clients = { op: 'clients', maxBytes: policy.maxClientsBytes, read: readClients } as const;
  return {
    sites: () => askRap(list, rap, tokens),
    clients: org => askRap({ ...clients, org, path: `${base}/${org}/Clients` }, rap, tokens),
    counts: () => ({ ...counts, retries: retries.count() }),
    close: async () => {
      await Promise.all([sts.http.close(), rap.http.close()]);
    },
  };
}
