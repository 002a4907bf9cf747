import type { Asked } from '../asked.js';
import type { Harness } from '../harness.js';
import { acceptedSecrets, clientById, isEnabled } from '../view/index.js';
import { staleClient } from './client-store.js';
import { diagnose, secretFault } from './doctor.js';
import { formDecode, readForm } from './form.js';
import { presentedUnder, type Reading } from './presented.js';

/** Credentials as they were sent, and as they were meant; everything may be left out. */
export type Specimen = {
  /** The value of the Authorization header. */
  readonly authorization?: string;
  /** The form. */
  readonly body?: string;
  readonly clientId?: string;
  readonly secret?: string;
};

/** What the doctor finds. No sentence repeats anything of a secret. */
export type Finding = {
  readonly accepted: boolean;
  readonly says: string;
  readonly switches: readonly string[];
  /** How what was sent differs from what was meant; empty when nothing was said of that. */
  readonly meant: readonly string[];
  readonly advice: readonly string[];
};

/** Looks at credentials without letting anybody in: no lockout counts it, no journal has it. */
export function examine(harness: Harness, specimen: Specimen): Finding {
  const { authorization, body = '', secret } = specimen;
  const asked = askedWith(authorization, body);
  const shown = presentedUnder(harness.switches(), asked, readForm(body));
  const advice = secret === undefined ? [] : adviceFor(secret, harness);
  if ('missing' in shown) return { accepted: false, says: shown.missing, switches: [], meant: [], advice };
  const meant = compared(shown.readings, specimen);
  if (shown.readings.some(reading => fits(harness, reading)))
    return { accepted: true, says: 'the STS takes these credentials', switches: [], meant, advice };
  const { why, switches = [] } = diagnose(harness, shown.readings);
  return { accepted: false, says: why, switches, meant, advice };
}

function askedWith(authorization: string | undefined, body: string): Asked {
  return {
    environment: 'live',
    byVendorHost: false,
    method: 'POST',
    path: '/connect/token',
    query: '',
    absoluteUrl: '',
    rawHeaders: authorization === undefined ? [] : ['Authorization', authorization.trim()],
    contentType: undefined,
    body: Buffer.from(body),
    encrypted: true,
  };
}

/** Not by way of the token server's cache, which would remember what was only looked at. */
function fits(harness: Harness, { id, secret }: Reading): boolean {
  const found = staleClient(harness, id)?.owner ?? clientById(harness.world(), id, harness.switches());
  if (!found || !isEnabled(found)) return false;
  return acceptedSecrets(found, harness.switches(), harness.clock.now()).some(({ value }) => value === secret);
}

const READ: Readonly<Record<Reading['by'], string>> = {
  body: 'In the form',
  'basic-raw': 'In the header, read as it stands',
  'basic-encoded': 'In the header, form-decoded',
};

function compared(readings: readonly Reading[], { clientId, secret }: Specimen): string[] {
  if (clientId === undefined && secret === undefined) return [];
  return readings.map(reading => {
    const faults = [
      clientId === undefined ? undefined : idFault(reading, clientId, secret),
      secret === undefined ? undefined : faultBeside(reading, secret),
    ].filter(fault => fault !== undefined);
    return `${READ[reading.by]}: ${faults.length === 0 ? 'exactly what was meant' : faults.join('; ')}.`;
  });
}

function faultBeside(reading: Reading, meant: string): string | undefined {
  if (reading.secret === meant) return undefined;
  if (reading.by === 'basic-raw' && formDecode(reading.secret) === meant) return 'the secret stands in it form-encoded';
  return secretFault([meant], reading) ?? 'it is not the secret that was meant';
}

function idFault({ id, secret }: Reading, meant: string, meantSecret: string | undefined): string | undefined {
  if (id === meant) return undefined;
  if (id === meantSecret && secret === meant) return 'client id and secret are swapped';
  if (id.trim() === meant) return 'the client id has a blank before or after it';
  if (formDecode(id) === meant) return 'the client id is form-encoded once more than this reading decodes';
  if (id.toLowerCase() === meant.toLowerCase()) return 'the client id is in another letter case';
  return 'it is not the client id that was meant';
}

/** How this secret has to be sent. Which of its characters matter is not told: they are part of it. */
function adviceFor(secret: string, harness: Harness): string[] {
  const said = new URLSearchParams([['', secret]]).toString().slice(1) === secret;
  if (said) return ['This secret is the same form-encoded or not: it can be sent either way.'];
  const decoding = harness.switches()['sts.basicDecoding'];
  const basic = {
    both: 'In a Basic header it may go either way here; RFC 6749 has it form-encoded before Base64.',
    raw: 'In a Basic header it must go as it is here (sts.basicDecoding=raw).',
    decoded: 'In a Basic header it must be form-encoded before Base64 here (sts.basicDecoding=decoded).',
  }[decoding];
  return ['This secret changes when it is form-encoded. In a form it must be encoded, once.', basic];
}
