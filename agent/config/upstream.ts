// Whom the agent may ask, and as whom: addresses, application, and the two that must be of one environment.
import { isGuid } from '../core/guid.js';
import { ConfigurationError } from '../errors.js';
import type { Secret } from '../secret.js';
import { didYouMean } from './nearest.js';
import { isLoopback } from './proxy.js';
import { type Given, need, settings } from './settings.js';

/** How the client shows its secret: form-encoded Basic as the RFC says, Basic as older servers read it, or in the body. */
export type AuthStyle = 'rfc6749' | 'raw' | 'post';

export type VendorClient = {
  readonly id: string;
  readonly secret: Secret;
  readonly scope: string;
  readonly style: AuthStyle;
};

export type Upstream = {
  readonly tokenUrl: URL;
  readonly rapUrl: URL;
  readonly applicationId: string;
  readonly vendor: VendorClient;
};

/** Where the partner API has this application, whatever stands before it. */
export function partnerUrl({ rapUrl, applicationId }: Pick<Upstream, 'rapUrl' | 'applicationId'>): URL {
  const url = new URL(rapUrl);
  url.pathname = `${rapUrl.pathname.replace(/\/+$/, '')}/api/v1/partner/${applicationId}`;
  return url;
}

/** What a vault is filled from, and the only thing it may be filled from again (E11). */
export const upstreamOf = ({ tokenUrl, rapUrl, applicationId, vendor }: Upstream) => ({
  sts: tokenUrl.host + tokenUrl.pathname,
  rap: rapUrl.host + rapUrl.pathname.replace(/\/+$/, ''),
  application: applicationId,
  client: vendor.id,
});

/** An https address; plain http to this machine only (S5). Throws ConfigurationError. */
export function addressIn(given: Given, name: 'tokenUrl' | 'rapUrl'): URL {
  const { env, flag } = settings[name];
  const text = need(given, name);
  if (!URL.canParse(text) || !/^https?:/i.test(text))
    throw new ConfigurationError(`${env} (--${flag}) is no https address.`);
  const url = new URL(text);
  if (url.username || url.password)
    throw new ConfigurationError(`${env} carries credentials. Take them out: they belong in SIMS_CLIENT_SECRET.`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new ConfigurationError(
      `${env} uses plain http to ${url.hostname}, which would send secrets in clear. Use https; http is for loopback only.`,
    );
  return url;
}

export function styleIn({ authStyle = 'rfc6749' }: Given): AuthStyle {
  const styles = ['rfc6749', 'raw', 'post'] as const;
  const style = styles.find(each => each === authStyle);
  if (style) return style;
  throw new ConfigurationError(`SIMS_AUTH_STYLE must be one of ${styles.join(', ')}.${didYouMean(authStyle, styles)}`);
}

/** The GUID in small letters; the integer of other APIs is refused here, before any request. */
export function applicationIdIn(given: Given): string {
  const text = need(given, 'applicationId');
  if (isGuid(text)) return text.toLowerCase();
  const why = /^\d+$/.test(text) ? 'is an integer, which the partner API does not take' : 'is no GUID';
  throw new ConfigurationError(
    `SIMS_APPLICATION_ID ${why} (TOK-16). Open the application in SIMS ID App Management: the GUID stands in the address bar there.`,
  );
}

// HOST-01, HOST-02, HOST-05, HOST-06
const environments: Readonly<Record<string, 'live' | 'partner'>> = {
  'sts.sims.co.uk': 'live',
  'rap.sims.co.uk': 'live',
  'simsid-partner-stsserver.azurewebsites.net': 'partner',
  'simsid-partner-rapapi.azurewebsites.net': 'partner',
};

/** A token of one environment is refused by the other, a named cause of failed accreditations (HOST-09, HOST-10). */
export function refuseMix(tokenUrl: URL, rapUrl: URL): void {
  const sts = environments[tokenUrl.hostname];
  const rap = environments[rapUrl.hostname];
  if (sts && rap && sts !== rap)
    throw new ConfigurationError(
      `SIMS_TOKEN_URL is the ${sts} environment and SIMS_RAP_URL the ${rap} one. Take both from the same.`,
    );
}
