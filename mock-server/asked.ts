import type { Environment } from './world/index.js';

/** One request as a dialect room sees it: world prefix gone, nothing else changed. */
export type Asked = {
  /** Which of the vendor's two environments was asked: by the host's name or by the path's prefix (HOST-09). */
  readonly environment: Environment;
  /** Whether the request names a host of the vendor's, not an address of this machine. */
  readonly byVendorHost: boolean;
  readonly method: string;
  /** Path without query, world prefix and trailing slashes; letter case as sent. */
  readonly path: string;
  /** Query without the question mark, as sent. */
  readonly query: string;
  /** Scheme, host and full path as sent: what the service's own 404 repeats (RAP-45). */
  readonly absoluteUrl: string;
  /** Name, value, name, value …, as received: only here can a repeated header be seen (CA-12). */
  readonly rawHeaders: readonly string[];
  /** As sent, before anything was parsed; undefined when the header is missing. */
  readonly contentType: string | undefined;
  readonly body: Buffer;
  /** False for plain http (STS-11). */
  readonly encrypted: boolean;
};
