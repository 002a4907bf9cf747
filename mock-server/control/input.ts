import { check } from '../scenario/check.js';
import type { Path, Problem } from '../scenario/problem.js';
import type { Rule } from '../scenario/rule.js';
import type { Refusal } from './outcome.js';
import { refusal } from './refusal.js';

type Texts = Readonly<Record<string, unknown>>;

/** The query with its numbers read, or the first thing wrong with it. */
export function readQuery(sent: Texts, rule: Rule | undefined): { readonly query: unknown } | Refusal {
  const { properties = {} } = rule ?? {};
  const query = Object.fromEntries(
    Object.entries(sent).map(([name, text]) => [name, numberIn(text, properties[name])]),
  );
  const problems = check(query, rule ?? { type: 'object', properties: {} });
  if (problems.length === 0) return { query };
  return refusal(400, 'CONTROL_BAD_QUERY', sentence('In the query', problems));
}

function numberIn(text: unknown, rule: Rule | undefined): unknown {
  return rule?.type === 'integer' && typeof text === 'string' && /^-?\d+$/.test(text) ? Number(text) : text;
}

/** What is wrong with a body by the schema of its route. */
export function refuseBody(body: unknown, rule: Rule): Refusal | undefined {
  const problems = rule.type === 'object' && !isObject(body) ? [NO_OBJECT] : check(body, rule);
  return problems.length === 0 ? undefined : badBody(problems);
}

/** A value without the members that its schema does not declare: what is left of it can be judged. */
export function declared(value: unknown, rule: Rule): unknown {
  if (Array.isArray(value)) return value.map(item => declared(item, rule.items ?? {}));
  const { properties } = rule.properties ? rule : (rule.anyOf?.find(branch => branch.properties) ?? {});
  if (typeof value !== 'object' || value === null || !properties) return value;
  const members = Object.entries(value).flatMap(([name, member]) => {
    const each = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return each ? [[name, declared(member, each)]] : [];
  });
  return Object.fromEntries(members);
}

/** A body whose problems were found elsewhere, each told with its place. */
export function badBody(problems: readonly Problem[]): Refusal {
  return refusal(422, 'CONTROL_BAD_BODY', sentence('In the body', problems));
}

/** Nobody sent what the route needs. */
export function bodyNeeded(example: unknown): Refusal {
  const like = example === undefined ? '' : ` like ${JSON.stringify(example)}`;
  return refusal(422, 'CONTROL_BODY_NEEDED', `This needs a body${like}.`);
}

const NO_OBJECT: Problem = { path: [], at: 'value', message: 'An object belongs here.' };

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sentence(where: string, problems: readonly Problem[]): string {
  return problems.map(({ path, at, message }) => `${where}${placeOf(path, at)}: ${message}`).join('\n');
}

/** Where to look: the thing around the one that is at fault, which the message names itself. */
function placeOf(path: Path, at: Problem['at']): string {
  const around = path.slice(0, at === 'key' ? -1 : Math.max(0, path.length - 1));
  const place = around.map(part => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return place === '' ? '' : ` at ${place.replace(/^\./, '')}`;
}
