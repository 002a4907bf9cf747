import type { Fault, FaultKind } from '../fault.js';
import { counted, lasting, percent } from './words.js';

type Told<K extends FaultKind> = Extract<Fault, { kind: K }>;
type Tellers = { readonly [K in FaultKind]: (fault: Told<K>) => string };

const TELLERS: Tellers = {
  status: f => `the answer is status ${f.status}${f.body === undefined ? '' : ' with a body of its own'}`,
  maintenance: f => `the service says it is down for maintenance${FORMS[f.form]}${comeBack(f.retryAfter, f.retryAs)}`,
  throttled: f => `the service says there were too many requests${comeBack(f.retryAfter, f.form)}`,
  stopped: () => 'a page with status 403 says that the web app is stopped',
  html: f => `a web page with status ${f.status} comes in place of data`,
  empty: () => 'the list comes back empty',
  truncated: cut,
  garbage: () => 'the answer cannot be read at all',
  delay: f => `the right answer comes ${lasting(f.forMs)} late`,
  hang: f => (f.forMs === undefined ? 'no answer ever comes' : `no answer comes for ${lasting(f.forMs)}`),
  reset: () => 'the connection is torn down without an answer',
  wrongType: f => WRONG[f.as],
  redirect: f => `the client is told to ask elsewhere (status ${f.status})`,
  duplicate: () => 'every row comes twice',
  shuffle: () => 'the rows come in another order',
  novelty: () => 'every row has members that nobody has heard of',
};

/** What goes wrong, in school words; no full stop, so that it can stand inside a sentence. */
export function explainFault(fault: Fault): string {
  const tell = TELLERS[fault.kind] as (fault: Fault) => string;
  return tell(fault);
}

const FORMS: Readonly<Record<Told<'maintenance'>['form'], string>> = {
  'html-503': ' (a page with status 503)',
  'json-503': ' (status 503)',
  'html-200': ' (a page that claims to be fine, status 200)',
};

const WRONG: Readonly<Record<Told<'wrongType'>['as'], string>> = {
  object: 'an empty object comes in place of the data',
  null: 'the answer is null',
  string: 'a piece of text comes in place of the data',
  error: 'an error message comes with status 200, as if it were data',
};

function comeBack(seconds: number | undefined, as: 'seconds' | 'http-date'): string {
  if (seconds === undefined) return '';
  return ` and asks to come back ${as === 'seconds' ? `after ${counted(seconds, 'second')}` : `at a time ${counted(seconds, 'second')} away`}`;
}

function cut(f: Told<'truncated'>): string {
  const whole = 'in a list that reads as if it were whole';
  if ('rows' in f) return `only ${counted(f.rows, 'row')} of the list ${f.rows === 1 ? 'comes' : 'come'}, ${whole}`;
  if (f.form === 'valid-json') return `only ${percent(f.keep)} of the rows come, ${whole}`;
  return `the answer breaks off after ${percent(f.keep)} of it`;
}
