import { type Answer, empty, json, type Note } from '../answer.js';
import type { Diagnosis, Presented } from '../credentials/index.js';
import type { Harness } from '../harness.js';
import { refusedHeaders } from './headers.js';

/**
 * Every refusal from client authentication on: 400 with a compact error; its headers are those of the product and the
 * switch (STS-30 to STS-32, ALT-03).
 */
export function oauthRefusal(harness: Harness, error: string, note: Note): Answer {
  return refusalWith(400, harness, error, [], note);
}

function refusalWith(
  status: number,
  harness: Harness,
  error: string,
  challenge: Answer['headers'],
  note: Note,
): Answer {
  const switches = harness.switches();
  const added = switches['sts.errorCacheHeaders'];
  const decided = added !== 'none' && switches['sts.profile'] === 'is3' ? [`sts.errorCacheHeaders=${added}`] : [];
  const headers = [...refusedHeaders(switches), ...challenge];
  return { status, headers, body: JSON.stringify({ error }), note: withSwitches(note, decided) };
}

/** A note that names these switches too, each once. */
export function withSwitches(note: Note, switches: readonly string[] = []): Note {
  return switches.length === 0 ? note : { ...note, switches: [...new Set([...(note.switches ?? []), ...switches])] };
}

/** `invalid_client`, or 401 where the switch asks for what other stacks do (STS-30). */
export function invalidClient(harness: Harness, shown: Presented, { why, clientId, by, switches }: Diagnosis): Answer {
  const secret = 'missing' in shown ? undefined : shown.readings[0]?.secret;
  const note: Note = {
    why,
    ...(clientId !== undefined && { clientId }),
    ...(by && { authentication: by }),
    ...(secret !== undefined && { secret: harness.fingerprint(secret) }),
    ...(switches && { switches }),
  };
  if (harness.switches()['sts.invalidClientStatus'] === '400') return oauthRefusal(harness, 'invalid_client', note);
  const usedBasic = by?.startsWith('basic') ?? false;
  const challenge = usedBasic ? ([['WWW-Authenticate', 'Basic']] as const) : [];
  const decided = withSwitches(note, ['sts.invalidClientStatus=401-basic']);
  return refusalWith(401, harness, 'invalid_client', challenge, decided);
}

/** Web API's own refusals carry a `Message` (END-02). */
export function message(status: number, text: string, note: Note = {}, headers: Answer['headers'] = []): Answer {
  return json(status, { Message: text }, headers, note);
}

/** STS-13 */
export function unsupportedMediaType(contentType: string): Answer {
  const why = `Content-Type is "${contentType.slice(0, 80)}"; it must be application/x-www-form-urlencoded`;
  return json(415, { ErrorMessage: 'Unsupported Media Type' }, [], { why });
}

/** Introspection by a caller that is no API scope (END-11). */
export function unauthorized(why: string): Answer {
  return empty(401, [], { why });
}
