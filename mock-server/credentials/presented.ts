import type { Asked } from '../asked.js';
import { authorizationHeader, headerOf } from '../iis.js';
import type { Switches } from '../switches/index.js';
import { EMPTY, isEmptyBasic, readBasic } from './basic.js';
import { type Form, formDecode } from './form.js';
import type { Remark } from './remark.js';

/** One way to read what the caller presented. Halves of two readings are never mixed (CA-22). */
export type Reading = {
  readonly by: 'body' | 'basic-raw' | 'basic-encoded';
  readonly id: string;
  readonly secret: string;
  /** The first field that was given more than once: its values were joined (STS-52). */
  readonly repeated?: 'client_id' | 'client_secret';
};

/** The readings to try in order, or why there are none; `by` when a Basic header was sent all the same (STS-30). */
export type Presented =
  | { readonly readings: readonly Reading[]; readonly odd?: Remark }
  | { readonly missing: string; readonly by?: 'basic-raw' };

type Decoding = Switches['sts.basicDecoding'];
type LengthOn = Switches['sts.basicLengthOn'];

/** InputLengthRestrictions, in UTF-16 units (CA-11). */
const LONGEST = 100;

/** What a request presents to the token server of this profile. */
export function presentedUnder(switches: Switches, asked: Asked, form: Form): Presented {
  if (switches['sts.profile'] === 'is4') return presentedBasicFirst(asked, form);
  return presented(asked, form, switches['sts.basicDecoding'], switches['sts.basicLengthOn']);
}

/** The parsers in their order: body, then Basic; the first that yields decides alone (CA-01). */
export function presented(asked: Asked, form: Form, decoding: Decoding, lengthOn: LengthOn = 'wire'): Presented {
  const body = inBody(asked, form);
  if ('by' in body) return { readings: [body] };
  const header = authorizationHeader(asked.rawHeaders);
  if (header === undefined) return body;
  return fromBasic(header, decoding, lengthOn);
}

/**
 * IdentityServer4's order: Basic, then body. A header that cannot be read or holds no secret gives way to the body; one
 * that can is decoded, and its lengths are those of the text as sent, whatever the other switches say (ALT-04).
 */
function presentedBasicFirst(asked: Asked, form: Form): Presented {
  const body = inBody(asked, form);
  const header = authorizationHeader(asked.rawHeaders);
  const basic = header === undefined ? undefined : readBasic(header);
  if (basic && 'id' in basic && isUsable(basic.id) && isUsable(basic.secret))
    return { readings: [decodedReading(basic.id, basic.secret)] };
  if ('by' in body) return { readings: [body] };
  return header === undefined ? body : fromBasic(header, 'decoded', 'wire');
}

/** Non-blank and not too long (CA-02, CA-10, CA-11). */
function isUsable(text: string): boolean {
  return text.length <= LONGEST && text.trim() !== '';
}

function inBody(asked: Asked, form: Form): Reading | { readonly missing: string } {
  const id = form.get('client_id') ?? '';
  const secret = form.get('client_secret') ?? '';
  const repeated = (['client_id', 'client_secret'] as const).find(name => form.isRepeated(name));
  if (isUsable(id) && isUsable(secret)) return { by: 'body', id, secret, ...(repeated && { repeated }) };
  return { missing: codingFault(asked) ?? bodyFault(id, secret) };
}

const CODINGS = ['gzip', 'x-gzip', 'deflate', 'br', 'zstd', 'compress'];

/** A form that was packed is no form to the token server, and it does not say so. */
function codingFault({ rawHeaders }: Asked): string | undefined {
  const sent = headerOf(rawHeaders, 'content-encoding')?.trim().toLowerCase() ?? '';
  if (sent === '' || sent === 'identity') return undefined;
  // Only a name that exists is repeated: anything else may be anything.
  const coding = CODINGS.includes(sent) ? sent : 'something else than identity';
  return `the body has Content-Encoding ${coding}, and the token server reads plain forms only: send it unpacked`;
}

function bodyFault(id: string, secret: string): string {
  if (id === '' && secret === '')
    return 'no credentials: neither client_id and client_secret in the body nor a Basic header';
  if (id.length > LONGEST || secret.length > LONGEST) return 'client_id or client_secret is longer than 100 characters';
  return id.trim() === '' ? 'client_id is missing or blank' : 'client_secret is missing or blank';
}

function fromBasic(header: string, decoding: Decoding, lengthOn: LengthOn): Presented {
  const basic = readBasic(header);
  if (!basic && isEmptyBasic(header)) return { missing: EMPTY };
  if (!basic)
    return { missing: 'the Authorization header is not Basic, and the body holds no client_id and client_secret' };
  const useless = (missing: string) => ({ missing, by: 'basic-raw' }) as const;
  if ('fault' in basic) return useless(basic.fault);
  if (lengthOn === 'each-reading') return measuredEach(basic.id, basic.secret, decoding) ?? useless(NEVER_FITS);
  // Measured on the text as split, before any decoding (CA-11).
  if (!isUsable(basic.id)) return useless('the client id in the Basic header is blank or longer than 100 characters');
  if (!isUsable(basic.secret)) return useless('the secret in the Basic header is blank or longer than 100 characters');
  const found = readings(basic.id, basic.secret, decoding);
  return found.length === 0 ? useless('the credentials are blank once decoded') : { readings: found };
}

const NEVER_FITS = 'id or secret in the Basic header is blank or longer than 100 characters however it is read';

/** Each reading by its own length: a long encoding of a short secret counts (CA-11). */
function measuredEach(id: string, secret: string, decoding: Decoding): Presented | undefined {
  const found = readings(id, secret, decoding).filter(r => isUsable(r.id) && isUsable(r.secret));
  if (found.length === 0) return undefined;
  if (id.length <= LONGEST && secret.length <= LONGEST) return { readings: found };
  const why = 'longer than 100 characters as sent, and counted once decoded';
  return { readings: found, odd: { why, switches: ['sts.basicLengthOn=each-reading'] } };
}

/** CA-23: raw first. CA-26: a decoded half that is blank makes the decoded reading void. */
function readings(id: string, secret: string, decoding: Decoding): Reading[] {
  const raw: Reading = { by: 'basic-raw', id, secret };
  const decoded = decodedReading(id, secret);
  if (decoding === 'raw') return [raw];
  const useful = decoded.id.trim() !== '' && decoded.secret.trim() !== '' ? [decoded] : [];
  if (decoding === 'decoded') return useful;
  // The same text both ways is one reading, not two (CA-30).
  return decoded.id === id && decoded.secret === secret ? [raw] : [raw, ...useful];
}

function decodedReading(id: string, secret: string): Reading {
  return { by: 'basic-encoded', id: formDecode(id), secret: formDecode(secret) };
}
