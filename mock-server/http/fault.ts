import { type Answer, HTML_TYPE, JSON_TYPE, json } from '../answer.js';
import { maintenance, maintenancePage, ofStatus, stoppedApp, throttled } from '../front/index.js';
import type { Fault, Struck } from '../scenario/index.js';
import { random } from '../world/index.js';
import type { Cut } from './send.js';

/** What a fault makes of a request, before the real answer is even made. */
export type Plan =
  /** This instead of the real answer. */
  | { readonly kind: 'instead'; readonly answer: Answer }
  /** The real answer, changed. */
  | { readonly kind: 'altered'; readonly alter: (answer: Answer) => Answer; readonly cut?: Cut }
  /** The real answer, so much later. */
  | { readonly kind: 'late'; readonly ms: number }
  /** No answer; the connection ends after so long, or when the client gives up. */
  | { readonly kind: 'silence'; readonly ms: number | undefined };

/** How a fault is played. `now` is epoch ms, for dates in headers. */
export function planOf({ fault, seed }: Pick<Struck, 'fault'> & { readonly seed: string | number }, now: number): Plan {
  switch (fault.kind) {
    case 'delay':
      return { kind: 'late', ms: fault.forMs };
    case 'hang':
      return { kind: 'silence', ms: fault.forMs };
    case 'reset':
      return { kind: 'silence', ms: 0 };
    case 'truncated':
      return truncated(fault);
    case 'duplicate':
      return altered(rows => [...rows, ...rows.slice(0, Math.max(1, Math.ceil(rows.length / 2)))]);
    case 'shuffle':
      return altered(rows => random(seed).shuffle(rows));
    case 'novelty':
      return altered(rows => rows.map(novel));
    default:
      return { kind: 'instead', answer: instead(fault, now) };
  }
}

type Replacing = Exclude<
  Fault,
  { kind: 'delay' | 'hang' | 'reset' | 'truncated' | 'duplicate' | 'shuffle' | 'novelty' }
>;

function instead(fault: Replacing, now: number): Answer {
  switch (fault.kind) {
    case 'status':
      return fault.body === undefined ? ofStatus(fault.status) : ownBody(fault.status, fault.body);
    case 'maintenance':
      return maintenance(fault.form, retryHeader(fault.retryAfter, fault.retryAs, now));
    case 'throttled':
      return throttled(fault.retryAfter, retryHeader(fault.retryAfter, fault.form, now));
    case 'stopped':
      return stoppedApp();
    case 'html':
      return maintenancePage(fault.status);
    case 'redirect':
      return { status: fault.status, headers: [['Location', fault.to]], body: null };
    case 'empty':
      return { status: 200, headers: [JSON_TYPE], body: '[]' };
    case 'garbage':
      return { status: 200, headers: [JSON_TYPE], body: '[{"Id":0,"Name":"\u0000\ufffd<<not json>>' };
    case 'wrongType':
      return json(200, WRONG[fault.as]);
  }
}

/** Before and after the known ones, for whoever reads by place. */
function novel(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  return { Novelty: 'new', ...row, Novelties: [{ Since: null, Count: 1 }], IsNovel: true };
}

const WRONG = {
  object: {},
  null: null,
  string: 'temporarily unavailable',
  error: { Message: 'An error has occurred.' },
} as const;

function ownBody(status: number, body: string): Answer {
  return { status, headers: [/^\s*[[{"]/.test(body) ? JSON_TYPE : HTML_TYPE], body };
}

function retryHeader(seconds: number | undefined, form: 'seconds' | 'http-date', now: number): Answer['headers'] {
  if (seconds === undefined) return [];
  return [['Retry-After', form === 'seconds' ? String(seconds) : new Date(now + seconds * 1000).toUTCString()]];
}

function truncated(fault: Extract<Fault, { kind: 'truncated' }>): Plan {
  if (fault.form !== 'valid-json')
    return { kind: 'altered', alter: a => a, cut: { form: fault.form, keep: fault.keep } };
  return altered(rows => rows.slice(0, 'rows' in fault ? fault.rows : Math.floor(rows.length * fault.keep)));
}

/** Changes the rows of an answer that is a list; any other answer stays as it is. */
function altered(alter: (rows: readonly unknown[]) => readonly unknown[]): Plan {
  return {
    kind: 'altered',
    alter: answer => {
      const rows = rowsOf(answer);
      return rows ? { ...answer, body: JSON.stringify(alter(rows)) } : answer;
    },
  };
}

/** Rows of JSON only: whoever asked for XML gets it unharmed. */
function rowsOf({ body, headers, status }: Answer): readonly unknown[] | undefined {
  if (body === null || status !== 200 || !headers.includes(JSON_TYPE)) return undefined;
  const value: unknown = JSON.parse(body.toString());
  return Array.isArray(value) ? value : undefined;
}
