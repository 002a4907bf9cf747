/** What a dialect room answers, before any fault touches it: wire literals only, no sockets. */
export type Answer = {
  readonly status: number;
  /** Reason phrase where it differs from the standard one (STS-11). */
  readonly reason?: string;
  /** In the order in which they go out. Content-Length is added by whoever sends it. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Text goes out as UTF-8, which suits small bodies; a Buffer, for large ones, as it is; null is an empty body. */
  readonly body: string | Buffer | null;
  /** What the journal says of it; never on the wire. */
  readonly note?: Note;
};

/** How the caller proved who it is (interfaces, journal): body fields, or Basic read in one of two ways. */
export type Authentication = 'body' | 'basic-raw' | 'basic-encoded' | 'bearer';

/** What the journal adds to an exchange. Nothing here is a secret: secrets are fingerprinted before they get here. */
export type Note = {
  /** One English sentence: why it was refused, or what was odd. */
  readonly why?: string;
  readonly clientId?: string;
  readonly authentication?: Authentication;
  /** Fingerprint of the access token minted or used. */
  readonly token?: string;
  /** Fingerprint of the secret presented. */
  readonly secret?: string;
  /** Switches that decided this answer, e.g. `rap.foreignApplication=403`. */
  readonly switches?: readonly string[];
};

export const JSON_TYPE = ['Content-Type', 'application/json; charset=utf-8'] as const;
export const HTML_TYPE = ['Content-Type', 'text/html'] as const;

/** A compact JSON answer, as Json.NET and System.Text.Json both write it (RAP-18, STS-31). */
export function json(status: number, value: unknown, headers: Answer['headers'] = [], note?: Note): Answer {
  return { status, headers: [JSON_TYPE, ...headers], body: JSON.stringify(value), ...(note && { note }) };
}

export function empty(status: number, headers: Answer['headers'] = [], note?: Note): Answer {
  return { status, headers, body: null, ...(note && { note }) };
}
