/** The payload of an access token. `exp` and `nbf` are whole seconds (JWT-06); claims of a client may stand besides. */
export type Claims = {
  readonly iss: string;
  readonly aud: string;
  readonly exp: number;
  readonly nbf: number;
  readonly client_id: string;
  /** One scope is a string, several are an array (JWT-08). */
  readonly scope: string | readonly string[];
  readonly jti?: string;
  readonly iat?: number;
};

/** Which product's tokens these look like (JWT-02, ALT-05). */
export type Make = 'is3' | 'is4';

/** What a token is made of. */
export type Ask = {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly lifetimeSeconds: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Left out: `is3`. */
  readonly make?: Make;
  /** By their names on the wire, `client_` included (JWT-10). */
  readonly clientClaims?: Readonly<Record<string, string>>;
  /** What makes this token unlike any other (JWT-03); IdentityServer4's always have one (ALT-05). */
  readonly jti?: string;
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

/** The payload in wire order: JWT-02, JWT-03 and JWT-10, or ALT-05. */
export function claimsFor(ask: Ask): Claims {
  const scopes = sortedScopes(ask.scopes);
  const nbf = Math.floor(ask.now / 1000);
  const exp = nbf + ask.lifetimeSeconds;
  const [iss, aud] = [ask.issuer, audienceOf(ask.issuer)];
  const client = { client_id: ask.clientId, ...ask.clientClaims };
  const jti = ask.jti !== undefined && { jti: ask.jti };
  if (ask.make === 'is4') return { nbf, exp, iss, aud, ...client, ...jti, iat: nbf, scope: scopes };
  return { iss, aud, exp, nbf, ...client, scope: scopes.length === 1 ? (scopes[0] ?? '') : scopes, ...jti };
}

/** The scopes of a token as a list: an array or one name as the vendor writes them, a text as RFC 9068 has it. */
export function scopesOf(claims: Claims): readonly string[] {
  return typeof claims.scope === 'string' ? claims.scope.split(' ') : claims.scope;
}
