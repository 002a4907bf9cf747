import { isIPv4 } from 'node:net';
import { VENDOR_HOSTS } from '../environment.js';
import { HarnessError } from '../errors.js';

/** Addresses of this machine alone, as a CA can be bound to them: a name, and two ranges. */
export const OWN_NAME = 'localhost';
export const OWN_RANGES = ['127.0.0.0/8', '::1/128'] as const;

export const VENDOR_NAMES: readonly string[] = VENDOR_HOSTS.map(({ host }) => host);

/** What has a name, so that a client says it in the handshake. */
export const NAMES: readonly string[] = [OWN_NAME, ...VENDOR_NAMES];

/** What every certificate of ours is for, besides the address that is listened on. */
export const USUAL_NAMES: readonly string[] = [OWN_NAME, '127.0.0.1', '::1', ...VENDOR_NAMES];

/** Whether a certificate may name this host: this machine, or a host of the vendor's that is imitated. */
export function mayName(host: string): boolean {
  const isOwn = host === OWN_NAME || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
  return isOwn || VENDOR_NAMES.includes(host);
}

/** @throws HarnessError for the first host that no certificate of ours may name. */
export function refuseStrangers(hosts: readonly string[]): void {
  const stranger = hosts.find(host => !mayName(host));
  if (stranger === undefined) return;
  throw new HarnessError(
    'HARNESS_TLS_HOST',
    `No certificate is made for "${stranger}": the development CA is for this machine and the vendor's hosts (${VENDOR_NAMES.join(', ')}). Use one of those names.`,
  );
}
