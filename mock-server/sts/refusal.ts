import { type Answer, empty, json, type Note } from '../answer.js';
import type { Diagnosis, Presented } from '../credentials/index.js';
import type { Harness } from '../harness.js';

/** Every refusal from client authentication on: 400 with a compact error and no cache headers (STS-30 to STS-32). */
export function oauthRefusal(error: string, note: Note): Answer {
  return json(400, { error }, [], note);
}

/** `invalid_client`, or 401 where the switch asks for what other stacks do (STS-30). */
export function invalidClient(harness: Harness, shown: Presented, { why, clientId, by }: Diagnosis): Answer {
  const secret = 'missing' in shown ? undefined : shown.readings[0]?.secret;
  const note: Note = {
    why,
    ...(clientId !== undefined && { clientId }),
    ...(by && { authentication: by }),
    ...(secret !== undefined && { secret: harness.fingerprint(secret) }),
  };
  if (harness.switches()['sts.invalidClientStatus'] === '400') return oauthRefusal('invalid_client', note);
  const usedBasic = by?.startsWith('basic') ?? false;
  const challenge = usedBasic ? ([['WWW-Authenticate', 'Basic']] as const) : [];
  return json(401, { error: 'invalid_client' }, challenge, {
    ...note,
    switches: ['sts.invalidClientStatus=401-basic'],
  });
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
