/** An id and a secret as split from a Basic header, nothing decoded yet. */
export type BasicPair = { readonly id: string; readonly secret: string };
/** What is wrong with a header, for the journal; on the wire all of it is `invalid_client` (CA-13). */
export type BasicFault = { readonly fault: string };

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Reads a header as the stock parser does (CA-06 to CA-10); undefined when it is not Basic at all. */
export function readBasic(header: string): BasicPair | BasicFault | undefined {
  if (header.slice(0, 6).toLowerCase() !== 'basic ') return undefined;
  const text = header.slice(6).replace(/[ \t\r\n]/g, '');
  if (text === '') return { fault: EMPTY };
  // Node's own decoder takes url-safe letters and missing padding; the real one refuses both (CA-07).
  if (!BASE64.test(text)) return { fault: base64Fault(text) };
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon === -1) return { fault: 'the Basic header holds no colon between id and secret' };
  return { id: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}

function base64Fault(text: string): string {
  if (text.includes(',')) return 'there are several Authorization headers: send one';
  if (/[^A-Za-z0-9+/=_-]/.test(text)) return NOT_ENCODED;
  if (/[-_]/.test(text)) return 'the Basic header is base64url: use standard Base64, with + and /';
  if (text.length % 4 !== 0) return 'the Base64 of the Basic header has no padding or is cut';
  return NOT_ENCODED;
}

/** What is sent where nothing follows the scheme: the blank at the end of a header never arrives. */
export function isEmptyBasic(header: string): boolean {
  return header.trim().toLowerCase() === 'basic';
}

export const EMPTY = 'the Basic header is empty: after "Basic " belongs the Base64 of id:secret';
const NOT_ENCODED = 'what follows "Basic " is not Base64: encode id:secret first';
