import { type VendorHost, vendorHostIn } from '../environment.js';
import { headerOf } from '../iis.js';

/** What the last Host header meant: requests of a sweep all carry the same. */
let last: { readonly header: string | undefined; readonly host: VendorHost | undefined } = {
  header: undefined,
  host: undefined,
};

/**
 * The vendor's host by which a request came; undefined for an address of this machine. Read from the raw headers: the
 * parsed ones are made when first asked for, which costs every request of a sweep.
 */
export function vendorHostOf(rawHeaders: readonly string[]): VendorHost | undefined {
  const header = headerOf(rawHeaders, 'host');
  if (header !== last.header) last = { header, host: vendorHostIn(header) };
  return last.host;
}
