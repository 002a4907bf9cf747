import type { Exchange as Kept } from '../../../../journal/exchange.js';

/** An exchange as it arrives: what does not apply is left out of the JSON. */
export type Exchange = Kept;

/** What kinds of requests are called in a sentence. */
const OPERATIONS: Readonly<Record<string, string>> = {
  'sts.token': 'Token',
  'sts.discovery': 'Discovery document',
  'sts.jwks': 'Signing keys',
  'sts.validation': 'Token validation',
  'sts.introspection': 'Introspection',
  'sts.revocation': 'Revocation',
  'sts.other': 'Unknown address',
  'rap.sites': 'List of schools',
  'rap.clients': 'Credentials of a school',
  'rap.other': 'Unknown address',
  'proxy.connect': 'Tunnel',
  'proxy.request': 'Request to the proxy',
};

/** What was asked for, in words. */
export function titleOf({ operation }: Exchange): string {
  return OPERATIONS[operation] ?? operation;
}

/** One sentence on what came of it: the journal's own where it has one. */
export function sentenceOf({ why, status, bytes, fault, step }: Exchange): string {
  if (why !== undefined) return why;
  const touched = fault === undefined ? '' : `, touched by the fault ${fault}`;
  const fired = step === undefined ? '' : `; the step ${step} fired on it`;
  if (status === null) return `no answer was given${touched}${fired}`;
  return `${status < 400 ? 'answered as asked' : `answered with ${status}`}, ${sizeIn(bytes)}${touched}${fired}`;
}

/** Bytes for people. */
export function sizeIn(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
