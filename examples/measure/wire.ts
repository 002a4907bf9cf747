/** What one request showed of its credentials, as a proxy would see it. */
export type Sent = { readonly authorization: string | undefined; readonly body: string };

/** In which form a secret travelled. */
export type Form =
  | { readonly kind: 'nothing' | 'body' | 'spoiled body' | 'other' }
  /** `kept`: the punctuation that stays as it is, where anything is encoded at all. */
  | { readonly kind: 'raw' | 'form' | 'percent'; readonly kept: string };

const SECRET_ID = 'cid';
/** Every printable character of ASCII: what becomes of each tells one encoder from another. */
export const SPECTRUM = {
  clientId: SECRET_ID,
  secret: Array.from({ length: 95 }, (_, nth) => String.fromCharCode(32 + nth)).join(''),
} as const;
/** A letter that Latin-1 has, and a sign that it has not. */
export const BEYOND_ASCII = [
  { clientId: SECRET_ID, secret: 'é' },
  { clientId: SECRET_ID, secret: '€' },
] as const;

/** The form in which SPECTRUM was sent. */
export function formOf({ authorization, body }: Sent): Form {
  if (authorization === undefined) return { kind: formInBody(new URLSearchParams(body).get('client_secret')) };
  const wire = secretOf(authorization);
  return wire === undefined ? { kind: 'other' } : readSpectrum(wire.toString('latin1'));
}

function formInBody(secret: string | null): 'nothing' | 'body' | 'spoiled body' {
  if (secret === null) return 'nothing';
  return secret === SPECTRUM.secret ? 'body' : 'spoiled body';
}

/** How a sign beyond ASCII was sent in Basic. */
export function beyondAsciiOf({ authorization }: Sent, sign: string): string {
  const wire = authorization === undefined ? undefined : secretOf(authorization);
  if (!wire) return '';
  if (wire.equals(Buffer.from(sign, 'utf8')) || wire.toString('latin1') === encodeURIComponent(sign)) return 'UTF-8';
  if (wire.equals(Buffer.from(sign, 'latin1'))) return 'as Latin-1';
  return wire.toString('latin1') === '?' ? 'as ?' : 'other';
}

/** The bytes after the first colon. */
function secretOf(authorization: string): Buffer | undefined {
  const [, text] = /^Basic (\S+)$/i.exec(authorization) ?? [];
  if (text === undefined) return undefined;
  const pair = Buffer.from(text, 'base64');
  return pair.subarray(pair.indexOf(':') + 1);
}

/** Walks over the secret and what was made of it, sign by sign. */
function readSpectrum(wire: string): Form {
  const kept: string[] = [];
  let blank = '';
  let at = 0;
  for (const sign of SPECTRUM.secret) {
    const escaped = `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`;
    const found = [sign, escaped, escaped.toUpperCase(), sign === ' ' ? '+' : escaped].filter(s =>
      wire.startsWith(s, at),
    );
    // A percent sign that is kept and one that begins an escape look alike: the longer reading is the right one.
    const longest = found.sort((a, b) => b.length - a.length)[0];
    if (longest === undefined) return { kind: 'other' };
    if (sign === ' ') blank = longest;
    else if (longest === sign && !/[A-Za-z0-9]/.test(sign)) kept.push(sign);
    at += longest.length;
  }
  if (at !== wire.length) return { kind: 'other' };
  const kind = ({ ' ': 'raw', '+': 'form', '%20': 'percent' } as const)[blank];
  return kind ? { kind, kept: kept.join('') } : { kind: 'other' };
}
