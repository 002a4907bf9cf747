/** The payload of an access token, in wire order (JWT-02). `exp` and `nbf` are whole seconds (JWT-06). */
export type Claims = {
  readonly iss: string;
  readonly aud: string;
  readonly exp: number;
  readonly nbf: number;
  readonly client_id: string;
  /** One scope is a string, several are an array (JWT-08). */
  readonly scope: string | readonly string[];
};

/** What a token is made of. */
export type Ask = {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly lifetimeSeconds: number;
  /** Epoch milliseconds. */
  readonly now: number;
};

// Near enough to .NET's culture rules: hyphens weigh nothing unless the names are otherwise the same (JWT-09).
const collator = new Intl.Collator('en', { ignorePunctuation: true });

/** Scopes without duplicates in the order in which the service writes them (JWT-09). */
export function sortedScopes(scopes: readonly string[]): string[] {
  return [...new Set(scopes)].sort((a, b) => collator.compare(a, b) || (a < b ? -1 : 1));
}

/** The audience of every token of an issuer (JWT-05). */
export function audienceOf(issuer: string): string {
  return `${issuer}/resources`;
}

export function claimsFor(ask: Ask): Claims {
  const scopes = sortedScopes(ask.scopes);
  const nbf = Math.floor(ask.now / 1000);
  return {
    iss: ask.issuer,
    aud: audienceOf(ask.issuer),
    exp: nbf + ask.lifetimeSeconds,
    nbf,
    client_id: ask.clientId,
    scope: scopes.length === 1 ? (scopes[0] ?? '') : scopes,
  };
}

/** The scopes of a token as a list, however many there are. */
export function scopesOf(claims: Claims): readonly string[] {
  return typeof claims.scope === 'string' ? [claims.scope] : claims.scope;
}
