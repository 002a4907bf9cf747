import type { Exchange } from './exchange.js';

/** Which exchanges are wanted; what is left out does not matter. */
export type Filter = {
  /** Exchanges with a number above this one. */
  readonly since?: number;
  readonly service?: string;
  readonly operation?: string;
  readonly status?: number;
  readonly statusClass?: StatusClass;
  /** The kind of a fault, `any` or `none`. */
  readonly fault?: string;
  /** Anywhere in what the journal says of an exchange, ignoring case. */
  readonly text?: string;
  /** Compared ignoring case (RAP-14). */
  readonly organisationId?: string;
  /** About one of these schools: by organisation, or by a client of theirs. Ids in lower case. */
  readonly schools?: { readonly organisationIds: ReadonlySet<string>; readonly clientIds: ReadonlySet<string> };
};

export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx', 'none'] as const;
/** `none`: no answer was given. */
export type StatusClass = (typeof STATUS_CLASSES)[number];

type Fits = (exchange: Exchange) => boolean;

/** Whether an exchange is wanted, its number aside. */
export function fits(filter: Filter): Fits {
  const { service, operation, status, statusClass, fault, text, organisationId, schools } = filter;
  const rules: Fits[] = [];
  if (service !== undefined) rules.push(e => e.service === service);
  if (operation !== undefined) rules.push(e => e.operation === operation);
  if (status !== undefined) rules.push(e => e.status === status);
  if (statusClass !== undefined) rules.push(e => classOf(e.status) === statusClass);
  if (fault !== undefined) rules.push(e => isTouched(e.fault, fault));
  if (organisationId !== undefined) {
    const wanted = organisationId.toLowerCase();
    rules.push(e => e.organisationId?.toLowerCase() === wanted);
  }
  if (schools) rules.push(e => isIn(schools.organisationIds, e.organisationId) || isIn(schools.clientIds, e.clientId));
  if (text !== undefined) {
    const wanted = text.toLowerCase();
    rules.push(e => textsOf(e).some(said => said?.toLowerCase().includes(wanted)));
  }
  return exchange => rules.every(rule => rule(exchange));
}

function classOf(status: number | null): string {
  return status === null ? 'none' : `${Math.floor(status / 100)}xx`;
}

function isTouched(fault: string | undefined, wanted: string): boolean {
  if (wanted === 'any') return fault !== undefined;
  return wanted === 'none' ? fault === undefined : fault === wanted;
}

function isIn(ids: ReadonlySet<string>, id: string | undefined): boolean {
  return id !== undefined && ids.has(id.toLowerCase());
}

/** Everything that a person may look for, the most telling first. */
function textsOf(e: Exchange): readonly (string | undefined)[] {
  const { why, path, operation, clientId, organisationId, step, fault, host, method, secret, token } = e;
  const status = e.status === null ? undefined : String(e.status);
  const words = [why, path, operation, clientId, organisationId, step, fault, host, method, secret, token, status];
  return e.switches ? [...words, ...e.switches] : words;
}
