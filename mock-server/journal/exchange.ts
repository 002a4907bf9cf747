/**
 * One request and its answer, as the journal keeps it. Secrets and tokens are fingerprints, never themselves. Members
 * that do not apply are there and undefined: objects of one shape are what makes writing a journal cheap.
 */
export type Exchange = {
  /** 1 for the first exchange since the world was made or reset. */
  readonly number: number;
  /** Epoch milliseconds on the world's clock. */
  readonly at: number;
  /** Wall-clock time from the head of the request to the answer being decided; a delay that a fault adds is not in it. */
  readonly durationMs: number;
  /** `proxy`: what the intercepting proxy would not pass on. */
  readonly service: 'sts' | 'rap' | 'proxy';
  /** What was asked for, e.g. `rap.clients`; `sts.other` for an unknown path, `proxy.connect` for a tunnel. */
  readonly operation: string;
  readonly method: string;
  /** The vendor's host by which the request came, such as `sts.sims.co.uk`; undefined for an address of this machine. */
  readonly host: string | undefined;
  /**
   * As sent, with `…` for whatever is not plainly harmless, values of the query among it: people put secrets there. Of
   * the proxy: host and port.
   */
  readonly path: string;
  /** Null when the connection was ended without an answer. */
  readonly status: number | null;
  readonly bytes: number;
  readonly worldVersion: { readonly before: number; readonly after: number };
  readonly applicationId: string | undefined;
  readonly organisationId: string | undefined;
  readonly clientId: string | undefined;
  readonly authentication: string | undefined;
  readonly token: string | undefined;
  readonly secret: string | undefined;
  readonly switches: readonly string[] | undefined;
  /** The kind of fault that touched the answer; such an answer proves nothing by itself. */
  readonly fault: string | undefined;
  /** The scenario step that fired on this request. */
  readonly step: string | undefined;
  readonly why: string | undefined;
};
