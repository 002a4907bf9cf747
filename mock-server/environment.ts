import type { Asked } from './asked.js';
import type { Harness } from './harness.js';
import { type ClientOwner, type Environment, environmentOf } from './world/index.js';
import { addressOf, environmentInPath } from './worlds.js';

/** A host of the vendor's that this mock answers for. */
export type VendorHost = {
  readonly host: string;
  readonly service: 'sts' | 'rap';
  readonly environment: Environment;
};

/** HOST-01, HOST-02, HOST-05, HOST-06. The data APIs' hosts are not imitated, so they are not here. */
export const VENDOR_HOSTS: readonly VendorHost[] = [
  { host: 'sts.sims.co.uk', service: 'sts', environment: 'live' },
  { host: 'rap.sims.co.uk', service: 'rap', environment: 'live' },
  { host: 'simsid-partner-stsserver.azurewebsites.net', service: 'sts', environment: 'partner' },
  { host: 'simsid-partner-rapapi.azurewebsites.net', service: 'rap', environment: 'partner' },
];

/** Where the vendor has a service, without a trailing slash. */
export function vendorAddress(service: 'sts' | 'rap', environment: Environment): string {
  const found = VENDOR_HOSTS.find(v => v.service === service && v.environment === environment);
  return `https://${found?.host ?? ''}`;
}

/** The vendor's host that a Host header or a CONNECT names, letter case and port aside. */
export function vendorHostIn(authority: string | undefined): VendorHost | undefined {
  const name = authority?.toLowerCase().replace(/(\.)?(:\d+)?$/, '');
  return VENDOR_HOSTS.find(({ host }) => host === name);
}

/**
 * Where the token server stands for whoever sent this request, without a trailing slash: at the vendor's own host of
 * the same environment when they came by one, else at this world's own address. Both services say the same, as a live
 * STS and a live RAP belong together (HOST-09, HOST-10).
 */
export function stsAddress(harness: Harness, asked: Asked): string {
  if (!asked.byVendorHost) return addressOf(harness.stsListener, harness.id, asked.environment);
  return addressOf(vendorAddress('sts', asked.environment), harness.id);
}

/** What tokens name as `iss`: the address of the token server, unless a switch says otherwise (JWT-04). */
export function issuerOf(harness: Harness, asked: Asked): string {
  const fixed = harness.switches()['sts.issuer'];
  return fixed === 'own' ? stsAddress(harness, asked) : fixed;
}

/** What to add to the reason when a token was issued in the other environment; empty where it was not (HOST-10). */
export function mixUp({ environment }: Asked, issuedBy: string | undefined): string {
  const home = issuedBy === undefined ? environment : environmentOfIssuer(issuedBy);
  return home === environment ? '' : `: a token of the ${home} environment at the RAP of the ${environment} one`;
}

function environmentOfIssuer(issuer: string): Environment {
  const host = URL.canParse(issuer) ? new URL(issuer).host : undefined;
  return vendorHostIn(host)?.environment ?? environmentInPath(issuer);
}

/** Why this client is unknown here although it exists: it is of the other environment (HOST-09, HOST-10). */
export function environmentFault(harness: Harness, asked: Asked, owner: ClientOwner): string | undefined {
  const home = environmentOf(harness.world(), owner);
  if (home === null || home === asked.environment) return undefined;
  return `this is a client of the ${home} environment, and this is the ${asked.environment} one: take both addresses and the credentials from the same`;
}
