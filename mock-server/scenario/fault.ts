/** How an answer can go wrong. What the client sees of each is played by the rooms that own the sockets. */
export type Fault =
  /** The vendor's own answer for a status, or a body of your own. */
  | { readonly kind: 'status'; readonly status: number; readonly body?: string }
  /** INFRA-02, INFRA-08. `retryAfter` in seconds; none when left out. */
  | {
      readonly kind: 'maintenance';
      readonly form: 'html-503' | 'json-503' | 'html-200';
      readonly retryAfter?: number;
      readonly retryAs: 'seconds' | 'http-date';
    }
  /** INFRA-25: 429 in API management's words, asking to come back after so many seconds. */
  | { readonly kind: 'throttled'; readonly retryAfter: number; readonly form: 'seconds' | 'http-date' }
  /** INFRA-03: the front end's 403 page of a stopped site. */
  | { readonly kind: 'stopped' }
  /** INFRA-08: a page where JSON belongs. */
  | { readonly kind: 'html'; readonly status: number }
  /** LIFE-29: 200 and an empty list. */
  | { readonly kind: 'empty' }
  /** INFRA-07: cut short. `keep` is a share of the bytes, or of the rows for `valid-json`; `rows` is for `valid-json` only. */
  | { readonly kind: 'truncated'; readonly form: 'content-length' | 'chunked' | 'valid-json'; readonly keep: number }
  | { readonly kind: 'truncated'; readonly form: 'valid-json'; readonly rows: number }
  /** 200 `application/json` with bytes that are no JSON. */
  | { readonly kind: 'garbage' }
  /** The right answer, late. */
  | { readonly kind: 'delay'; readonly forMs: number }
  /** No answer; the connection stays open so long, or until the client gives up. */
  | { readonly kind: 'hang'; readonly forMs?: number }
  /** The connection is torn down without an answer. */
  | { readonly kind: 'reset' }
  /** 200 and well-formed JSON of another type than promised. */
  | { readonly kind: 'wrongType'; readonly as: 'object' | 'null' | 'string' | 'error' }
  /**
   * Come another way: `Location` is `to` as it is, an address of this machine. Weather of our own: no source has the
   * real service redirect.
   */
  | { readonly kind: 'redirect'; readonly status: number; readonly to: string }
  /** RAP-17: rows appear twice. */
  | { readonly kind: 'duplicate' }
  /** RAP-17: rows in another order, drawn from the seed. */
  | { readonly kind: 'shuffle' }
  /** Every row with members of every type that nobody has heard of, as a new release of the service may bring. */
  | { readonly kind: 'novelty' };

export type FaultKind = Fault['kind'];

/** Where `redirect` may lead: a client that follows with its credentials carries them to nobody but this machine. */
export const LOOPBACK_URL = '^https?://(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d{1,5})?(/[!-~]*)?$';
