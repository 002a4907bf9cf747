import { type Random, random } from './random.js';
import type { Client, ClientKind, HeldSecret, SiteClient } from './world.js';

const VARIANTS = [...'89ab'];
const PLAIN = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_'];
/** The characters on which encoders and decoders disagree (CA-30). */
const AWKWARD = [...'+/%=&:'];

const SECRET_LENGTH = 16;

/** A version-4 GUID, lower case with hyphens (TOK-12). Drawn in words of eight digits: an estate needs 40,000 of them. */
export function guid(from: Random): string {
  const digits = word(from) + word(from) + word(from) + word(from);
  const version = `4${digits.slice(13, 16)}`;
  const variant = from.pick(VARIANTS) + digits.slice(17, 20);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${version}-${variant}-${digits.slice(20)}`;
}

/** Two digits for each byte: a table is twice as fast as `toString(16)`, and this is most of what a large world costs. */
const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Eight hexadecimal digits. */
function word(from: Random): string {
  const bits = from.below(0x1_0000_0000);
  return `${BYTES[bits >>> 24]}${BYTES[(bits >>> 16) & 255]}${BYTES[(bits >>> 8) & 255]}${BYTES[bits & 255]}`;
}

/** An API-manager key: 32 lower-case hex digits (TOK-14). */
export function apiKey(from: Random): string {
  return word(from) + word(from) + word(from) + word(from);
}

/**
 * A secret of 16 characters (TOK-13). `plain` keeps to letters, digits and `_`, as the one published example does;
 * `awkward` holds every character that encoders treat differently, because only those expose encoding faults.
 */
export function secretText(from: Random, style: 'plain' | 'awkward'): string {
  const plain = (length: number) => Array.from({ length }, () => from.pick(PLAIN));
  if (style === 'plain') return plain(SECRET_LENGTH).join('');
  return from.shuffle([...plain(SECRET_LENGTH - AWKWARD.length), ...AWKWARD]).join('');
}

/** One secret in three is awkward, so that every estate of a few schools holds both sorts. */
export function secretStyle(from: Random): 'plain' | 'awkward' {
  return from.below(3) === 0 ? 'awkward' : 'plain';
}

/** A secret just issued. */
export function held(value: string, issuedAt: number): HeldSecret {
  return { value, issuedAt, retiredAt: null, overlapMs: null };
}

const KINDS: Record<ClientKind, { prefix: string; description: string; scopes: readonly string[] }> = {
  // TOK-04: allowed scopes are unknown; TOK-05 shows these two on such a client.
  oneroster: { prefix: 'sas-oneroster-', description: 'OneRoster and RAP API', scopes: ['rapapi', 'partner'] },
  // TOK-03
  simsprimary: { prefix: 'sas-simsprimary-', description: 'DeX API', scopes: ['partnerserverapplication'] },
};

/**
 * A new school credential. `label` selects the stream, so that the same label gives the same credential; the secret's
 * style is drawn from it too unless it is said.
 */
export function mintSiteClient(
  kind: ClientKind,
  at: number,
  label: readonly (string | number)[],
  style?: 'plain' | 'awkward',
): SiteClient {
  const from = random(...label);
  const { prefix, description, scopes } = KINDS[kind];
  return {
    clientId: prefix + guid(from),
    kind,
    description,
    scopes,
    state: 'active',
    changedAt: at,
    secrets: [held(secretText(from, style ?? secretStyle(from)), at)],
  };
}

/** The scopes of a partner's own client (TOK-02). */
export const VENDOR_SCOPES = ['partner-read', 'partner-write'] as const;

/** A new vendor-management client. */
export function mintVendorClient(
  at: number,
  label: readonly (string | number)[],
  style: 'plain' | 'awkward' = 'plain',
): Client {
  const from = random(...label);
  return {
    clientId: `vmc-${guid(from)}`, // TOK-08
    scopes: [...VENDOR_SCOPES],
    state: 'active',
    changedAt: at,
    secrets: [held(secretText(from, style), at)],
  };
}
