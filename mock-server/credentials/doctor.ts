import type { Authentication } from '../answer.js';
import type { Harness } from '../harness.js';
import type { Switches } from '../switches/index.js';
import { acceptedSecrets, clientById, isEnabled } from '../view/index.js';
import { type ClientOwner, currentSecret, ownerOf, type World } from '../world/index.js';
import { cacheSwitch, staleClient } from './client-store.js';
import { formDecode } from './form.js';
import type { Reading } from './presented.js';
import type { Remark } from './remark.js';

/** Why nobody was let in; how and as whom the caller tried, where that can be told; the switches that decided it. */
export type Diagnosis = {
  readonly why: string;
  readonly clientId?: string;
  readonly by?: Authentication;
  readonly switches?: readonly string[];
};

/**
 * The encoding doctor: one English sentence on why credentials were refused. It is shown in the journal only; the
 * wire never says more than `invalid_client` (CA-13). No sentence ever repeats a secret.
 */
export function diagnose(harness: Harness, readings: readonly Reading[]): Diagnosis {
  const world = harness.world();
  const twice = readings.find(reading => reading.repeated !== undefined);
  if (twice)
    return {
      why: `${twice.repeated} was given twice: its values are joined with a comma, so send it once`,
      by: twice.by,
    };
  for (const { id, by } of readings) {
    const owner = staleClient(harness, id)?.owner ?? clientById(world, id, harness.switches());
    if (!owner) continue;
    // The same id may come with two readings of the secret: what either shows counts.
    const secrets = readings.filter(r => r.id === id);
    const { clientId } = owner.client;
    const late = ofLateCache(harness, secrets);
    if (late) return { ...late, clientId, by };
    const why = ofKnownClient(owner, secrets, world, harness.switches(), harness.clock.now());
    return { why, clientId, by };
  }
  const [first] = readings;
  if (!first) return { why: 'no credentials' };
  const renamed = ofOtherPrefix(first, harness);
  if (renamed) return { ...renamed, by: first.by, clientId: first.id };
  return { why: ofUnknownClient(first, harness), by: first.by, ...(looksLikeAnId(first.id) && { clientId: first.id }) };
}

/** A text in the shape of a client id may be shown; anything else might be a secret in the wrong field. */
function looksLikeAnId(text: string): boolean {
  return /^[a-z_-]{2,40}[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** A secret that the world has and the token server's cache has not (CA-31). */
function ofLateCache(harness: Harness, readings: readonly Reading[]): Remark | undefined {
  const [first] = readings;
  const stale = first && staleClient(harness, first.id);
  const owner = stale && clientById(harness.world(), first.id, harness.switches());
  if (!owner || !readings.some(r => r.secret === currentSecret(owner.client))) return undefined;
  const now = harness.clock.now();
  const why = `this is the newest secret, but the STS still has the client as it was ${ago(now - stale.lagMs, now)}`;
  return { why, switches: [cacheSwitch(harness)] };
}

/** The id of a partner as another setting of the prefix would show it (TOK-08). */
function ofOtherPrefix({ id }: Reading, harness: Harness): Remark | undefined {
  const prefix = harness.switches()['sts.vendorPrefix'];
  const guid = looksLikeAnId(id) ? id.slice(-36) : undefined;
  const isMeant = harness.world().partners.some(p => p.vendorClient.clientId === `${prefix}${guid}`);
  if (guid === undefined || !isMeant) return undefined;
  return { why: `this client's id begins with ${prefix} here`, switches: [`sts.vendorPrefix=${prefix}`] };
}

function ofUnknownClient({ id, secret }: Reading, harness: Harness): string {
  const world = harness.world();
  const swapped = ownerOf(world, secret);
  if (swapped) return 'client id and secret are swapped';
  if (ownerOf(world, id.trim())) return 'the client id has a blank before or after it';
  if (ownerOf(world, formDecode(id))) return 'the client id is form-encoded once more than this reading decodes';
  if (ownerOf(world, id.toLowerCase())) return 'the client id is in another letter case: ids are compared exactly';
  // HOST-09, HOST-10: each world of a run is an environment of its own.
  const elsewhere = harness.elsewhere(id);
  if (elsewhere !== undefined) return `this is a client of another environment, the world "${elsewhere}"`;
  if (looksLikeAnId(id)) return 'no client of this environment has this id: is it an id of the other environment?';
  return 'no client has this id';
}

function ofKnownClient(
  owner: ClientOwner,
  readings: readonly Reading[],
  world: World,
  switches: Switches,
  now: number,
): string {
  if (!isEnabled(owner)) return ofDisabledClient(owner, now);
  const held = owner.client.secrets.find(s => readings.some(r => r.secret === s.value));
  if (held) {
    if (held.retiredAt === null) return 'this is the newest secret, but the STS does not take it yet (sts.rapSkew)';
    return `this is a former secret: a new one was issued ${ago(held.retiredAt, now)}`;
  }
  const accepted = acceptedSecrets(owner, switches, now).map(s => s.value);
  return (
    firstOf(readings, reading => secretFault(accepted, reading)) ??
    firstOf(readings, ({ secret }) => ofStrangeSecret(secret, world)) ??
    (owner.kind === 'vendor'
      ? "wrong secret for the partner's own client"
      : `wrong secret for ${owner.installation.site}`)
  );
}

function firstOf(readings: readonly Reading[], say: (reading: Reading) => string | undefined): string | undefined {
  for (const reading of readings) {
    const said = say(reading);
    if (said !== undefined) return said;
  }
  return undefined;
}

/** A secret that would be right if it had been sent another way. */
export function secretFault(accepted: readonly string[], { secret, by }: Reading): string | undefined {
  const fits = (text: string) => accepted.includes(text);
  if (fits(secret.trim())) return 'the secret has a blank or line break before or after it';
  const isPlusLost = (s: string) => s.includes('+') && s.replaceAll('+', ' ') === secret;
  if (accepted.some(isPlusLost)) return 'a + in the secret was read as a space: encode it as %2B';
  if (accepted.some(s => s.trim() === secret)) return 'a blank was trimmed off the secret';
  const once = formDecode(secret);
  if (fits(once))
    return by === 'basic-raw'
      ? 'the secret is form-encoded, but sts.basicDecoding is raw'
      : 'the secret was form-encoded twice';
  if (fits(formDecode(once))) return 'the secret was form-encoded twice';
  if (accepted.some(s => formDecode(s) === secret)) return 'the secret was sent without form-encoding it';
  if (accepted.some(s => s.toLowerCase() === secret.toLowerCase())) return 'the secret is in another letter case';
  if (fits(unquoted(secret))) return 'the secret has quotes around it';
  if (fits(unescaped(secret))) return 'the secret is escaped as in HTML or XML';
  const whole = accepted.find(s => s.length > secret.length && s.startsWith(secret));
  return whole && cutShort(whole.charAt(secret.length));
}

function unquoted(text: string): string {
  return text.replace(/^(['"])(.*)\1$/s, '$2');
}

function unescaped(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"');
}

/** An & that was not encoded ends a form field, and whatever follows it is lost. */
function cutShort(next: string): string {
  return next === '&' ? 'the secret was cut at an &: form-encode it' : 'the secret was cut short';
}

/** A secret that belongs to somebody else. */
function ofStrangeSecret(secret: string, world: World): string | undefined {
  const isSecretOf = (client: ClientOwner['client']) => currentSecret(client) === secret;
  if (world.partners.some(p => isSecretOf(p.vendorClient)))
    return "this is the partner's own secret, sent with another client id";
  const other = world.installations.find(i => i.clients.some(isSecretOf));
  return other && `this is the secret of another school, ${other.site}`;
}

function ofDisabledClient(owner: ClientOwner, now: number): string {
  const { client } = owner;
  if (owner.kind === 'vendor') return `the partner's client was suspended ${ago(client.changedAt, now)}`;
  const { site, state, changedAt } = owner.installation;
  if (state === 'removed') return `${site} left ${ago(changedAt, now)}, and its client with it`;
  if (client.state === 'removed') return `this client of ${site} was removed ${ago(client.changedAt, now)}`;
  if (client.state === 'suspended') return `this client of ${site} was suspended ${ago(client.changedAt, now)}`;
  return state === 'pending' ? `${site} is waiting for approval` : `${site} was disabled ${ago(changedAt, now)}`;
}

/** `40 s ago`, in the largest unit that still says something. */
export function ago(then: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  if (seconds < 120) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}
