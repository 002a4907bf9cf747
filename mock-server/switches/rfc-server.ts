import type { STS } from './sts.js';

/** Which token server serves the worlds of a run: the vendor's dialect, or one that follows the RFCs to the letter. */
export type StsKind = 'sims' | 'rfc6749';

export const STS_KINDS = ['sims', 'rfc6749'] as const;

/**
 * What the token server by the RFCs makes of each switch of the token server: `heeded`, or what it does whatever the
 * switch says. Setting that very value is harmless; any other would be a promise that nobody keeps.
 */
const BY_THE_RFCS: Readonly<Record<keyof typeof STS, string>> = {
  'sts.profile': 'the RFCs',
  'sts.issuer': 'heeded',
  'sts.tokenLifetime': 'heeded',
  'sts.vendorPrefix': 'heeded',
  'sts.vendorScopes': 'heeded',
  'sts.schoolScopes': 'heeded',
  'sts.orgSelected': 'ignore',
  'sts.clientClaims': 'none',
  'sts.jti': 'on',
  'sts.basicDecoding': 'decoded',
  'sts.basicAmbiguity': 'one reading',
  'sts.basicLengthOn': 'no limit of its own',
  'sts.clientIdCase': 'ordinal',
  'sts.clientCacheSeconds': '0',
  'sts.lockout': 'off',
  'sts.secretOverlap': 'heeded',
  'sts.rapSkew': 'heeded',
  'sts.invalidClientStatus': '401-basic',
  'sts.errorCacheHeaders': 'no-store',
  'sts.discovery': 'RFC 8414',
  'sts.validationTimes': 'no such address',
};

export type Idle = { readonly refused: 'bad-value'; readonly message: string };

/** A setting that this token server would not heed, refused rather than ignored; undefined when it takes effect. */
export function idleSwitch(kind: StsKind, name: string, text: string): Idle | undefined {
  if (kind === 'sims' || !Object.hasOwn(BY_THE_RFCS, name)) return undefined;
  const fixed = BY_THE_RFCS[name as keyof typeof STS];
  if (fixed === 'heeded' || fixed === text) return undefined;
  const message = `${name}=${text} is of the vendor's dialect; the token server by the RFCs has its own way (${fixed}). Leave it out, or use --sts sims.`;
  return { refused: 'bad-value', message };
}
