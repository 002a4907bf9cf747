import type { Fault } from './data.js';

/** Which requests a fault may strike. */
export const REQUESTS = [
  { value: 'rap.clients', text: 'Credentials of a school' },
  { value: 'rap.sites', text: 'List of schools' },
  { value: 'rap', text: 'Everything of RAP' },
  { value: 'sts.token', text: 'Tokens' },
  { value: 'sts', text: 'Everything of the STS' },
  { value: 'any', text: 'Every request' },
];

export const TIMES = [
  { value: 'always', text: 'every time' },
  { value: '1', text: 'once' },
  { value: '3', text: 'three times' },
];

type Preset = { readonly id: string; readonly text: string; readonly fault: Fault['fault']; readonly ofLists?: true };

/** What can go wrong, in the order in which it does in real life. */
export const PRESETS: readonly Preset[] = [
  { id: '503', text: 'Not available just now (status 503)', fault: { kind: 'status', status: 503 } },
  { id: '500', text: 'An error inside the service (status 500)', fault: { kind: 'status', status: 500 } },
  { id: 'throttled', text: 'Too many requests, back in 30 s', fault: { kind: 'throttled', retryAfter: 30 } },
  { id: 'maintenance', text: 'Down for maintenance', fault: { kind: 'maintenance' } },
  { id: 'stopped', text: 'The web app is stopped', fault: { kind: 'stopped' } },
  { id: 'html', text: 'A web page where data belongs', fault: { kind: 'html' } },
  { id: 'empty', text: 'An empty list', fault: { kind: 'empty' }, ofLists: true },
  { id: 'short', text: 'Half of the list', fault: { kind: 'truncated', form: 'valid-json' }, ofLists: true },
  { id: 'cut', text: 'The answer breaks off', fault: { kind: 'truncated' } },
  { id: 'garbage', text: 'An answer that cannot be read', fault: { kind: 'garbage' } },
  { id: 'delay', text: 'Five seconds late', fault: { kind: 'delay', for: '5s' } },
  { id: 'hang', text: 'No answer at all', fault: { kind: 'hang' } },
  { id: 'reset', text: 'The connection is torn down', fault: { kind: 'reset' } },
  { id: 'wrongType', text: 'An object in place of a list', fault: { kind: 'wrongType', as: 'object' }, ofLists: true },
  { id: 'duplicate', text: 'Rows twice', fault: { kind: 'duplicate' }, ofLists: true },
  { id: 'shuffle', text: 'Rows in another order', fault: { kind: 'shuffle' }, ofLists: true },
];

/** What can go wrong with such requests: only RAP answers with lists. Pure. */
export const presetsFor = (request: string): readonly Preset[] =>
  request.startsWith('sts') ? PRESETS.filter(({ ofLists }) => !ofLists) : PRESETS;

/** A standing fault in words; one that somebody else set by what it is called. */
export function faultWords({ on, fault, times }: Fault): string {
  const preset = PRESETS.find(({ fault: like }) =>
    Object.entries(like).every(([name, value]) => fault[name] === value),
  );
  const where = REQUESTS.find(({ value }) => value === on.request)?.text ?? on.request;
  const often = times === 'always' ? 'every time' : times === 1 ? 'once' : `${times} times`;
  const school = on.site === undefined ? '' : ` of ${on.site}`;
  return `${where}${school}: ${preset?.text ?? fault.kind}, ${often}`;
}
