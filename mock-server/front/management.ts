import type { Answer, Note } from '../answer.js';

/**
 * What API management says where it refuses (INFRA-22 to INFRA-27). The blanks inside the braces belong to the bodies
 * (INFRA-29).
 */
function refusal(statusCode: number, message: string, headers: Answer['headers'], note?: Note): Answer {
  const body = `{ "statusCode": ${statusCode}, "message": "${message}" }`;
  return {
    status: statusCode,
    headers: [['Content-Type', 'application/json'], ...headers],
    body,
    ...(note && { note }),
  };
}

/** INFRA-22: 152 bytes, or 154 in the words of newer gateways. */
export function missingKey(words: '2018' | 'current', realm: string, note: Note): Answer {
  const a = words === '2018' ? '' : 'a ';
  const message = `Access denied due to missing subscription key. Make sure to include ${a}subscription key when making requests to an API.`;
  return refusal(401, message, [challenge(realm)], note);
}

/** INFRA-23 */
export function invalidKey(realm: string, note: Note): Answer {
  const message =
    'Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.';
  return refusal(401, message, [challenge(realm)], note);
}

function challenge(realm: string): Answer['headers'][number] {
  const named = `realm="${realm}",name="Ocp-Apim-Subscription-Key",type="header"`;
  return ['WWW-Authenticate', `AzureApiManagementKey ${named}`];
}

/** INFRA-24 */
export function unknownOperation(note: Note): Answer {
  return refusal(404, 'Resource not found', [], note);
}

/** INFRA-25: always seconds in the text, whatever the header says. */
export function throttled(retryAfter: number, header: Answer['headers']): Answer {
  return refusal(429, `Rate limit is exceeded. Try again in ${retryAfter} seconds.`, header);
}

/** INFRA-27: 403, not 429. */
export function outOfQuota(seconds: number, note: Note): Answer {
  const message = `Out of call volume quota. Quota will be replenished in ${timeSpan(seconds)}.`;
  return refusal(403, message, [['Retry-After', String(seconds)]], note);
}

/** As .NET writes a span of time: hh:mm:ss, with days and a dot before it where there are any. */
function timeSpan(seconds: number): string {
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const clock = [two((seconds % 86_400) / 3600), two((seconds % 3600) / 60), two(seconds % 60)].join(':');
  return days === 0 ? clock : `${days}.${clock}`;
}
