// The policy file: JSON, any of the fields below, everything else at its default. What is not known is refused, with the nearest key.

import { isGuid } from '../core/guid.js';
import { defaultManners } from '../core/manners.js';
import { defaultRules } from '../core/policy.js';
import { defaultTiming } from '../core/rest.js';
import { ConfigurationError } from '../errors.js';
import type { Policy } from '../ports.js';
import { isCron, isTimeZone } from '../wire/schedule.js';
import { didYouMean } from './nearest.js';

export const defaultPolicy: Policy = { ...defaultRules, ...defaultManners, ...defaultTiming };

type Check = { readonly says: string; readonly ok: (value: unknown) => boolean };

const isNumber = (value: unknown, least: number): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value >= least;
const whole = (least: number): Check => ({
  says: `a whole number, ${least} or more`,
  ok: value => Number.isInteger(value) && isNumber(value, least),
});
const number: Check = { says: 'a number, 0 or more', ok: value => isNumber(value, 0) };
/** Above 100 a limit would never be reached, which is a guard switched off without the word for it. */
const percent: Check = { says: 'a number, 0 to 100', ok: value => isNumber(value, 0) && Number(value) <= 100 };
/** What a timer can count; it takes anything longer for no time at all. */
const longestTimerMs = 2 ** 31 - 1;
const timer = (least = 0): Check => ({
  says: `a whole number, ${least} to ${longestTimerMs}`,
  ok: value => whole(least).ok(value) && Number(value) <= longestTimerMs,
});
const orOff = (check: Check): Check => ({
  says: `${check.says}, or "off"`,
  ok: value => value === 'off' || check.ok(value),
});
const truth: Check = { says: 'true or false', ok: value => typeof value === 'boolean' };
const oneOf = (...words: readonly string[]): Check => ({
  says: words.map(word => `"${word}"`).join(' or '),
  ok: value => words.some(word => word === value),
});
const guids: Check = {
  says: 'a list of organisation GUIDs',
  ok: value => Array.isArray(value) && value.every(each => typeof each === 'string' && isGuid(each)),
};
const contact: Check = {
  says: 'a mail address or a page, in plain ASCII',
  ok: value => typeof value === 'string' && /^[\x20-\x7e]*$/.test(value),
};
const rate: Check = {
  says: 'a number above 0, or "off"',
  ok: value => value === 'off' || (isNumber(value, 0) && value !== 0),
};

const isLine = (value: unknown): boolean => typeof value === 'string' && isCron(value);
const schedule: Check = {
  says: 'a cron line of five fields that comes due, or empty',
  ok: value => value === '' || isLine(value),
};
const windows: Check = {
  says: 'a list of { "deny" or "allow": a cron line of five fields that comes due, "minutes": 1 or more }',
  ok: value => Array.isArray(value) && value.every(isWindow),
};
const timeZone: Check = {
  says: 'a time zone such as "Europe/London"',
  ok: value => typeof value === 'string' && isTimeZone(value),
};

function isWindow(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { minutes, ...starts } = value;
  const [kind = '', ...more] = Object.keys(starts);
  return whole(1).ok(minutes) && /^(deny|allow)$/.test(kind) && more.length === 0 && isLine(starts[kind]);
}

/** Fields that are not simply a whole number of something. */
const checks: Readonly<Record<string, Check>> = {
  allowEmpty: truth,
  acceptNoContentAsEmpty: truth,
  ignoreOrganisations: guids,
  sharedClients: oneOf('hold', 'warn'),
  pausesAcrossRuns: oneOf('kept', 'off'),
  requestsPerSecond: rate,
  concurrency: whole(1),
  leaseMs: timer(100),
  connectTimeoutMs: timer(),
  headersTimeoutMs: timer(),
  bodyTimeoutMs: timer(),
  emptyListConfirmMs: timer(),
  retryBaseMs: timer(),
  retryCapMs: timer(),
  deferAfterMs: timer(),
  'rests.waitOutMs': timer(),
  'breaker.openMs': timer(),
  attempts: whole(1),
  retryBudgetPercent: number,
  tokenMarginPercent: percent,
  contact,
  timeZone,
  windows,
  schedule,
  'breaker.inARow': whole(1),
  'breaker.percent': percent,
  'breaker.of': whole(1),
  'breaker.openings': whole(1),
  'dailyBudget.wholeCopies': number,
  'guards.rotationPercent': orOff(percent),
  'guards.sameSecretSites': orOff(whole(2)),
};
const guardFields: Readonly<Record<string, Check>> = {
  percent,
  smallPercent: percent,
  absolute: orOff(whole(0)),
};

/** Reads a policy; `name` is shown in messages. Throws ConfigurationError naming the key, what it takes, and the nearest known one. */
export function parsePolicy(text: string, name: string): Policy {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new ConfigurationError(`The policy file ${name} is not JSON. Mend it, or leave SIMS_AGENT_POLICY out.`);
  }
  const twice = repeatedKey(text);
  if (twice !== null)
    throw new ConfigurationError(`${name}: "${twice}" stands there twice in one object. Leave one of them.`);
  return merge(defaultPolicy, given, '', name) as Policy;
}

/** A key that one object of this valid JSON has twice; a parser would take the last and say nothing. */
function repeatedKey(json: string): string | null {
  const open: Set<string>[] = [];
  for (const [token, key] of json.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{') open.push(new Set());
    if (token === '}') open.pop();
    const name: unknown = key === undefined ? undefined : JSON.parse(key);
    if (typeof name !== 'string') continue;
    if (open.at(-1)?.has(name)) return name;
    open.at(-1)?.add(name);
  }
  return null;
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(defaults: Fields, given: unknown, path: string, name: string): Fields {
  if (!isObject(given))
    throw new ConfigurationError(`${name}: ${path || 'the policy'} must be an object${path && ', or "off"'}.`);
  const result: Record<string, unknown> = { ...defaults };
  const known = Object.keys(defaults);
  for (const [key, value] of Object.entries(given)) {
    const here = path ? `${path}.${key}` : key;
    if (!known.includes(key))
      throw new ConfigurationError(`${name}: "${here}" is no policy field.${didYouMean(key, known)}`);
    result[key] = field(result[key], value, here, name);
  }
  return result;
}

function field(fallback: unknown, value: unknown, path: string, name: string): unknown {
  if (isObject(fallback)) return value === 'off' && path !== 'guards' ? value : merge(fallback, value, path, name);
  const check =
    checks[path] ?? (path.startsWith('guards.') ? guardFields[path.split('.')[2] ?? ''] : undefined) ?? whole(0);
  if (!check.ok(value)) throw new ConfigurationError(`${name}: "${path}" must be ${check.says}.`);
  return value;
}
