import { vendorHostIn } from '../environment.js';
import { isLoopback } from '../loopback.js';

export type ServiceName = 'sts' | 'rap';

/** Where a request through the proxy wants to go. */
export type Target =
  /** A host of the vendor's: over TLS, or in plain http, which it does not take. */
  | { readonly kind: 'vendor'; readonly service: ServiceName }
  /** A listener of this harness, named by its own address. */
  | { readonly kind: 'own'; readonly service: ServiceName }
  | { readonly kind: 'elsewhere'; readonly why: string };

/** The authority of a request: `sts.sims.co.uk:443`, or what stands between `http://` and the path. */
export type Authority = { readonly host: string; readonly port: number };

/** Undefined for what is none. What stands before an @ is dropped: it is somebody's password. */
export function readAuthority(text: string, usualPort: number): Authority | undefined {
  const [, host, port] = /^(?:[^@]*@)?(\[[0-9a-f:.]+\]|[^\s:/@[\]?#]+)(?::(\d{1,5}))?$/i.exec(text) ?? [];
  if (host === undefined) return undefined;
  return { host: host.toLowerCase().replace(/\.$/, ''), port: port === undefined ? usualPort : Number(port) };
}

/** What the proxy knows of this run: the service that listens at an address of ours. */
export type OwnAddresses = (authority: Authority) => ServiceName | undefined;

/**
 * @param port the one that the vendor's hosts have for this kind of request: 443 in a tunnel, 80 in plain http
 */
export function targetOf(authority: Authority | undefined, port: 80 | 443, own: OwnAddresses): Target {
  if (authority === undefined) return { kind: 'elsewhere', why: NO_HOST };
  const vendor = vendorHostIn(authority.host);
  if (vendor && authority.port === port) return { kind: 'vendor', service: vendor.service };
  if (vendor) return { kind: 'elsewhere', why: `${vendor.host} has no port ${authority.port}: leave the port out` };
  const service = own(authority);
  if (service) return { kind: 'own', service };
  return { kind: 'elsewhere', why: isLoopback(authority.host) ? THIS_MACHINE : ELSEWHERE };
}

const NO_HOST = 'the request names no host with its port: this port is a proxy, so name it in HTTPS_PROXY';
const ELSEWHERE = "the proxy leads to the vendor's hosts only, and nothing was sent on: name other hosts in NO_PROXY";
const THIS_MACHINE =
  'on this machine the proxy leads to the STS and RAP of this harness only: set NO_PROXY=localhost,127.0.0.1';
