// Puts STS client, token, RAP client and pacing together as the cycle's one port to the service.
import type { Clock, Log, Manners, Partner, VendorClient } from '../ports.js';
import { openHttp } from './http.js';
import type { Scrubber } from './log.js';
import { Host, Rhythm } from './pacing.js';
import { RapClient } from './rap-client.js';
import { Retries } from './retry.js';
import { StsClient } from './sts-client.js';
import { TokenCache } from './token-cache.js';

export type PartnerSettings = {
  readonly tokenUrl: URL;
  readonly rapUrl: URL;
  readonly applicationId: string;
  readonly vendor: VendorClient;
  readonly ca: string | undefined;
  readonly version: string;
  readonly manners: Manners;
};

/** Opens one pool per host. Nothing is sent before the first call. */
export async function openPartner(
  settings: PartnerSettings,
  clock: Clock,
  log: Log,
  scrubber: Scrubber,
): Promise<Partner> {
  const { tokenUrl, rapUrl, manners, ca } = settings;
  const stsHttp = await openHttp(tokenUrl.origin, 1, manners, ca);
  const rapHttp = await openHttp(rapUrl.origin, manners.concurrency, manners, ca);
  const rhythm = new Rhythm(manners, clock);
  const retries = new Retries(manners, clock);
  const userAgent = `sims-agent/${settings.version}${manners.contact === '' ? '' : ` (+${manners.contact})`}`;
  const common = { retries, manners, clock, log, userAgent };
  const stsHost = new Host(rhythm, manners, clock, log);
  const sts = new StsClient({
    ...common,
    http: stsHttp,
    host: stsHost,
    path: tokenUrl.pathname + tokenUrl.search,
    client: settings.vendor,
  });
  const issue = async () => {
    const issued = await sts.issue();
    scrubber.watch(issued.token);
    return issued;
  };
  const tokens = new TokenCache(issue, manners, clock);
  const base = `${rapUrl.pathname.replace(/\/+$/, '')}/api/v1/partner/${settings.applicationId}`;
  const rap = new RapClient({ ...common, http: rapHttp, host: new Host(rhythm, manners, clock, log), tokens, base });
  return {
    sites: () => rap.sites(),
    clients: organisation => rap.clients(organisation),
    counts: () => ({ token: sts.requests, ...rap.requests, retries: retries.count }),
    close: async () => {
      await Promise.all([stsHttp.close(), rapHttp.close()]);
    },
  };
}
