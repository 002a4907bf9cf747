import type { Answer } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Harness } from '../harness.js';
import { notFound, tlsGate } from '../iis.js';
import type { Switches } from '../switches/index.js';
import { oauthRefusal, withSwitches } from './refusal.js';

/** Which addresses there are, by product and switch: what comes before routing (STS-10). */

export const TOKEN = '/connect/token';
export const DISCOVERY = '/.well-known/openid-configuration';
/** DISC-08 */
export const IS3_KEYS = '/.well-known/jwks';
/** ALT-06 */
export const IS4_KEYS = '/.well-known/openid-configuration/jwks';
/** What IdentityServer4 has elsewhere, or has dropped (ALT-06, PROD-02). */
const IS3_ONLY = [IS3_KEYS, '/connect/accesstokenvalidation', '/connect/identitytokenvalidation'];

const IS4 = ['sts.profile=is4'];

export function keysPath(switches: Switches): string {
  return switches['sts.profile'] === 'is3' ? IS3_KEYS : IS4_KEYS;
}

/** Answers what a product or a switch turns away before any handler is asked. */
export function stsGate(harness: Harness, asked: Asked): Answer | undefined {
  const stopped = tlsGate(harness, asked);
  if (stopped) return stopped;
  const switches = harness.switches();
  const path = plainPath(asked.path);
  if (switches['sts.discovery'] === 'off' && path === DISCOVERY) {
    return absent(asked, 'the discovery document is switched off', ['sts.discovery=off']); // DISC-07
  }
  if (switches['sts.profile'] === 'is4') return is4Gate(harness, asked, path);
  return path === IS4_KEYS ? notFound(asked) : undefined;
}

/** ALT-01, ALT-06 */
function is4Gate(harness: Harness, asked: Asked, path: string): Answer | undefined {
  if (asked.absoluteUrl.split('?', 1)[0]?.endsWith('/')) {
    return absent(asked, 'IdentityServer4 knows no address that ends in a slash', IS4);
  }
  if (IS3_ONLY.includes(path)) return absent(asked, 'IdentityServer4 has no such address', IS4);
  if (path !== TOKEN || asked.method === 'POST') return undefined;
  return invalidRequest(harness, `this address takes POST, not ${asked.method}`);
}

/** What IdentityServer4 says of another verb and of another content type (ALT-01). */
export function invalidRequest(harness: Harness, why: string): Answer {
  return oauthRefusal(harness, 'invalid_request', { why, switches: IS4 });
}

function absent(asked: Asked, why: string, switches: readonly string[]): Answer {
  return { ...notFound(asked), note: withSwitches({ why }, switches) };
}

/** As the router compares it: letter case aside, escapes read. */
function plainPath(path: string): string {
  const lower = path.toLowerCase();
  if (!lower.includes('%')) return lower;
  try {
    return decodeURIComponent(lower).toLowerCase();
  } catch {
    return lower;
  }
}
