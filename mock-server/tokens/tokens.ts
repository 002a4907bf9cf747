import { CompactSign, compactVerify } from 'jose';
import { type Ask, audienceOf, type Claims, claimsFor, type Make } from './claims.js';
import type { KeyRing } from './key-ring.js';

/** Mints and checks access tokens at a given instant. */
export type Tokens = {
  /**
   * A signed token. The same client, scopes and second give the same bytes (JWT-12), so within that second the
   * signature is not made again: at 95 % of the cost of a token, this is what makes a mock fast without lying.
   */
  mint(ask: Ask, keyNumber: number): Promise<string>;
  /** Checks signature, issuer and audience; never the times, which depend on who asks (RAP-31, END-04). */
  read(token: string, issuer: string, newestKey: number): Promise<Claims | Unreadable> | Claims | Unreadable;
};

/** Why a token is not one of ours, for the journal. */
export type Unreadable = {
  readonly unreadable: string;
  /** Who issued a token that is good elsewhere. */
  readonly issuedBy?: string;
};

export function isUnreadable(read: Claims | Unreadable): read is Unreadable {
  return 'unreadable' in read;
}

/** Tokens longer than this are refused unread (JWT-16). */
const LONGEST_TOKEN = 51_200;
const MOST_VERIFIED = 10_000;

type Verified = { readonly claims: Claims; readonly keyNumber: number };

export function createTokens(keys: KeyRing): Tokens {
  const minted = new SecondCache();
  // Checking a signature costs thirty times looking it up. Oldest out first; only good tokens are kept.
  const verified = new Map<string, Verified>();

  const remember = (token: string, entry: Verified) => {
    if (verified.size >= MOST_VERIFIED) verified.delete(verified.keys().next().value ?? '');
    verified.set(token, entry);
  };

  return {
    mint: (ask, keyNumber) => {
      const claims = claimsFor(ask);
      const payload = JSON.stringify(claims);
      const make = () => sign(keys, keyNumber, payload, ask.make);
      // No second token is like one with an id of its own.
      return ask.jti === undefined ? minted.get(claims.nbf, `${keyNumber} ${payload}`, make) : make();
    },
    read: (token, issuer, newestKey) => {
      const known = verified.get(token);
      if (known) return suitable(known, issuer, newestKey);
      return verify(keys, token).then(found => {
        if ('unreadable' in found) return found;
        remember(token, found);
        return suitable(found, issuer, newestKey);
      });
    },
  };
}

/** The members of the header stand in the product's order: JWT-01, or ALT-05. */
async function sign(keys: KeyRing, keyNumber: number, payload: string, make: Make = 'is3'): Promise<string> {
  const { privateKey, thumbprint: t } = await keys.key(keyNumber);
  const header =
    make === 'is3' ? { typ: 'JWT', alg: 'RS256', x5t: t, kid: t } : { alg: 'RS256', kid: t, x5t: t, typ: 'at+jwt' };
  return new CompactSign(Buffer.from(payload)).setProtectedHeader(header).sign(privateKey);
}

function suitable({ claims, keyNumber }: Verified, issuer: string, newestKey: number): Claims | Unreadable {
  if (claims.iss !== issuer)
    return { unreadable: `the token was issued by ${claims.iss}, not by ${issuer}`, issuedBy: claims.iss };
  if (claims.aud !== audienceOf(issuer)) return { unreadable: `the token is meant for ${claims.aud}` };
  if (keyNumber > newestKey) return { unreadable: 'the token is signed with a key this service has not published' };
  return claims;
}

async function verify(keys: KeyRing, token: string): Promise<Verified | Unreadable> {
  if (token.length > LONGEST_TOKEN) return { unreadable: 'the token is longer than 51,200 characters' };
  const header = headerOf(token);
  if (!header) return { unreadable: 'the token is not a JWT: expected three base64url parts with a JSON header' };
  if (header.alg !== 'RS256') return { unreadable: 'the token is not signed with RS256' };
  const found = keys.byThumbprint(header.kid);
  if (!found) return { unreadable: 'the token names a signing key this service does not have' };
  try {
    const { payload } = await compactVerify(token, found.key.publicKey, { algorithms: ['RS256'] });
    return { claims: JSON.parse(Buffer.from(payload).toString('utf8')) as Claims, keyNumber: found.number };
  } catch {
    return { unreadable: 'the signature does not fit: the token was altered or cut' };
  }
}

function headerOf(token: string): { alg: string; kid: string } | undefined {
  const [first, ...others] = token.split('.');
  if (!first || others.length !== 2) return undefined;
  try {
    const header: unknown = JSON.parse(Buffer.from(first, 'base64url').toString('utf8'));
    if (typeof header !== 'object' || header === null) return undefined;
    const { alg, kid } = header as Record<string, unknown>;
    return { alg: String(alg), kid: String(kid) };
  } catch {
    return undefined;
  }
}

/** Values that hold for one second of a clock; a new second empties it. */
class SecondCache {
  #second = Number.NaN;
  readonly #values = new Map<string, Promise<string>>();

  get(second: number, key: string, make: () => Promise<string>): Promise<string> {
    if (second !== this.#second) {
      this.#second = second;
      this.#values.clear();
    }
    let value = this.#values.get(key);
    if (!value) {
      value = make();
      this.#values.set(key, value);
    }
    return value;
  }
}
