import { check } from '../scenario/check.js';
import type { Rule } from '../scenario/rule.js';
import { CHANGE_KINDS, type Change, didYouMean } from '../world/index.js';
import { badBody } from './input.js';
import { isRefusal, type Refusal } from './outcome.js';
import { refusal } from './refusal.js';

/** Changes as a scenario file spells them: `{ "secret.reissued": { "site": "oakfield" } }`, one or a list. */
export async function readChanges(body: unknown): Promise<readonly Change[] | Refusal> {
  const sent: readonly unknown[] = Array.isArray(body) ? body : [body];
  if (sent.length === 0) return refusal(422, 'CONTROL_BAD_BODY', 'The list is empty: send at least one change.');
  const { CHANGE_SCHEMAS } = await import('../scenario/schema-changes.js');
  const rules = CHANGE_SCHEMAS as object as Readonly<Record<string, Rule>>;
  const read = sent.map((one, index) => readChange(one, Array.isArray(body) ? [index] : [], rules));
  return read.find(isRefusal) ?? (read as readonly Change[]);
}

function readChange(one: unknown, place: readonly number[], rules: Readonly<Record<string, Rule>>): Change | Refusal {
  const [entry, ...more] = Object.entries(typeof one === 'object' && one !== null ? one : {});
  if (!entry || more.length > 0 || Array.isArray(one)) return notOneChange(place);
  const [kind, args] = entry;
  const rule = Object.hasOwn(rules, kind) ? rules[kind] : undefined;
  if (!rule) return unknownKind(kind);
  const problems = check(args, rule, [...place, kind]);
  return problems.length > 0 ? badBody(problems) : ({ kind, ...(args as object) } as Change);
}

function notOneChange([index]: readonly number[]): Refusal {
  const which = index === undefined ? 'A change' : `Change ${index + 1} of the list`;
  const like = '{ "secret.reissued": { "site": "oakfield" } }';
  return refusal(422, 'CONTROL_BAD_BODY', `${which} is an object with one member, its kind: write it like ${like}.`);
}

function unknownKind(kind: string): Refusal {
  const hint = didYouMean(kind, CHANGE_KINDS) || ` Changes: ${CHANGE_KINDS.join(', ')}.`;
  return refusal(422, 'CONTROL_UNKNOWN_CHANGE', `There is no change "${kind}".${hint}`);
}
