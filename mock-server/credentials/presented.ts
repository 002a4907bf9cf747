import type { Asked } from '../asked.js';
import { authorizationHeader } from '../iis.js';
import { readBasic } from './basic.js';
import { type Form, formDecode } from './form.js';

/** One way to read what the caller presented. Halves of two readings are never mixed (CA-22). */
export type Reading = {
  readonly by: 'body' | 'basic-raw' | 'basic-encoded';
  readonly id: string;
  readonly secret: string;
};

/** The readings to try in order, or why there are none; `by` when a Basic header was sent all the same (STS-30). */
export type Presented =
  | { readonly readings: readonly Reading[] }
  | { readonly missing: string; readonly by?: 'basic-raw' };

/** InputLengthRestrictions, in UTF-16 units (CA-11). */
const LONGEST = 100;

/** The parsers in their order: body, then Basic; the first that yields decides alone (CA-01). */
export function presented(asked: Asked, form: Form, decoding: 'both' | 'raw' | 'decoded'): Presented {
  const id = form.get('client_id') ?? '';
  const secret = form.get('client_secret') ?? '';
  if (isUsable(id) && isUsable(secret)) return { readings: [{ by: 'body', id, secret }] };
  const header = authorizationHeader(asked.rawHeaders);
  if (header === undefined) return { missing: bodyFault(id, secret) };
  return fromBasic(header, decoding);
}

/** Non-blank and not too long (CA-02, CA-10, CA-11). */
function isUsable(text: string): boolean {
  return text.length <= LONGEST && text.trim() !== '';
}

function bodyFault(id: string, secret: string): string {
  if (id === '' && secret === '')
    return 'no credentials: neither client_id and client_secret in the body nor a Basic header';
  if (id.length > LONGEST || secret.length > LONGEST) return 'client_id or client_secret is longer than 100 characters';
  return id.trim() === '' ? 'client_id is missing or blank' : 'client_secret is missing or blank';
}

function fromBasic(header: string, decoding: 'both' | 'raw' | 'decoded'): Presented {
  const basic = readBasic(header);
  if (!basic)
    return { missing: 'the Authorization header is not Basic, and the body holds no client_id and client_secret' };
  const useless = (missing: string) => ({ missing, by: 'basic-raw' }) as const;
  if ('fault' in basic) return useless(basic.fault);
  // Measured on the text as split, before any decoding (CA-11).
  if (!isUsable(basic.id)) return useless('the client id in the Basic header is blank or longer than 100 characters');
  if (!isUsable(basic.secret)) return useless('the secret in the Basic header is blank or longer than 100 characters');
  const found = readings(basic.id, basic.secret, decoding);
  return found.length === 0 ? useless('the credentials are blank once decoded') : { readings: found };
}

/** CA-23: raw first. CA-26: a decoded half that is blank makes the decoded reading void. */
function readings(id: string, secret: string, decoding: 'both' | 'raw' | 'decoded'): Reading[] {
  const raw: Reading = { by: 'basic-raw', id, secret };
  const decoded: Reading = { by: 'basic-encoded', id: formDecode(id), secret: formDecode(secret) };
  if (decoding === 'raw') return [raw];
  const useful = decoded.id.trim() !== '' && decoded.secret.trim() !== '' ? [decoded] : [];
  if (decoding === 'decoded') return useful;
  // The same text both ways is one reading, not two (CA-30).
  return decoded.id === id && decoded.secret === secret ? [raw] : [raw, ...useful];
}
