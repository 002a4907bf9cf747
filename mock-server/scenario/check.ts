import { didYouMean, nearest } from '../world/index.js';
import { type Path, type Problem, wrongKey, wrongValue } from './problem.js';
import { type Rule, wanted, wordsOf } from './rule.js';

type Members = Readonly<Record<string, unknown>>;

/**
 * Everything that is wrong with a value by its schema. Written by hand rather than compiled: a compiled validator takes
 * longer to make than a file to read, and says that no branch of a union matched instead of what to mend.
 */
export function check(value: unknown, rule: Rule, path: Path = []): Problem[] {
  if (rule.anyOf) return checkUnion(value, rule, rule.anyOf, path);
  if (!isOfType(value, rule)) return [notWanted(value, rule, path)];
  if (Array.isArray(value)) return checkList(value, rule, path);
  return isMembers(value) ? checkMembers(value, rule, path) : checkScalar(value, rule, path);
}

function isOfType(value: unknown, { type }: Rule): boolean {
  switch (type) {
    case undefined:
      return true;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isMembers(value);
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkScalar(value: unknown, rule: Rule, path: Path): Problem[] {
  const fits =
    (rule.const === undefined || value === rule.const) &&
    (typeof value !== 'string' || fitsText(value, rule)) &&
    (typeof value !== 'number' || (value >= (rule.minimum ?? value) && value <= (rule.maximum ?? value)));
  return fits ? [] : [notWanted(value, rule, path)];
}

function fitsText(value: string, { minLength = 0, pattern }: Rule): boolean {
  return value.length >= minLength && (pattern === undefined || new RegExp(pattern).test(value));
}

function checkList(items: readonly unknown[], rule: Rule, path: Path): Problem[] {
  if (items.length < (rule.minItems ?? 0))
    return [wrongValue(path, `${subject(path)} is empty; leave it out or fill it.`)];
  const { items: each } = rule;
  return each ? items.flatMap((item, i) => check(item, each, [...path, i])) : [];
}

function checkMembers(value: Members, rule: Rule, path: Path): Problem[] {
  if (!rule.properties) return checkRecord(value, rule, path);
  const { properties } = rule;
  const known = Object.keys(properties);
  const unknown = Object.keys(value).filter(key => !known.includes(key));
  // A key that was only misspelt is neither missing nor asked for again.
  const meant = new Set(unknown.map(key => nearest(key, known)));
  const lacks = (key: string) => !Object.hasOwn(value, key) && !meant.has(key);
  return [
    ...checkCount(value, rule, path),
    ...(rule.required ?? []).filter(lacks).map(key => missing(key, properties[key], path)),
    ...unknown.map(key => unknownKey(key, known, [...path, key])),
    ...Object.entries(properties).flatMap(([key, each]) => {
      if (!Object.hasOwn(value, key)) return [];
      const needed = (rule.dependentRequired?.[key] ?? []).filter(lacks);
      return needed.length > 0 ? [needs(key, needed, [...path, key])] : check(value[key], each, [...path, key]);
    }),
  ];
}

function checkRecord(value: Members, rule: Rule, path: Path): Problem[] {
  const [each] = Object.values(rule.patternProperties ?? {});
  return each ? Object.entries(value).flatMap(([key, member]) => check(member, each, [...path, key])) : [];
}

function checkCount(
  value: Members,
  { minProperties = 0, maxProperties, properties = {} }: Rule,
  path: Path,
): Problem[] {
  const { length } = Object.keys(value);
  if (length < minProperties)
    return [wrongValue(path, `${subject(path)} is empty. ${allowed(Object.keys(properties))}`)];
  if (length <= (maxProperties ?? length)) return [];
  return [
    wrongValue(path, `${subject(path)} holds ${length} keys where one belongs; write a list, each with its dash.`),
  ];
}

function checkUnion(value: unknown, rule: Rule, branches: readonly Rule[], path: Path): Problem[] {
  const fitting = branches.filter(branch => isOfType(value, branch));
  const kinds = fitting.flatMap(branch => branch.properties?.['kind'] ?? []);
  if (isMembers(value) && kinds.length > 1) return checkKind(value, fitting, kinds, path);
  const verdicts = fitting.map(branch => check(value, branch, path));
  if (verdicts.some(problems => problems.length === 0)) return [];
  const [only, ...others] = verdicts;
  const scalar = !isMembers(value) && !Array.isArray(value);
  return only && others.length === 0 && !scalar ? only : [notWanted(value, rule, path)];
}

/** A union told apart by `kind`: only the branch that was meant is worth complaining about. */
function checkKind(value: Members, branches: readonly Rule[], kinds: readonly Rule[], path: Path): Problem[] {
  const union: Rule = { anyOf: kinds };
  if (!('kind' in value)) return [missing('kind', union, path)];
  const meant = branches.find(branch => branch.properties?.['kind']?.const === value['kind']);
  return meant ? check(value, meant, path) : [notWanted(value['kind'], union, [...path, 'kind'])];
}

function needs(key: string, others: readonly string[], path: Path): Problem {
  return wrongKey(path, `"${key}" says nothing without "${others.join('", "')}"; add it.`);
}

function missing(key: string, rule: Rule | undefined, path: Path): Problem {
  const what = rule?.description ?? `It must be ${wanted(rule ?? {})}.`;
  return wrongValue(path, `The key "${key}" is missing. ${what}`);
}

function unknownKey(key: string, known: readonly string[], path: Path): Problem {
  const hint = didYouMean(key, known);
  return wrongKey(path, `Unknown key "${key}".${hint === '' ? ` ${allowed(known)}` : hint}`);
}

function allowed(keys: readonly string[]): string {
  return keys.length === 0 ? 'No keys are allowed here: write {}.' : `Allowed here: ${keys.join(', ')}.`;
}

function notWanted(value: unknown, rule: Rule, path: Path): Problem {
  const hint = typeof value === 'string' ? didYouMean(value, wordsOf(rule)) : '';
  const braces = value === null && rule.type === 'object' ? ' Write {} when there is nothing to say.' : '';
  return wrongValue(path, `${subject(path)} must be ${wanted(rule)}, not ${shown(value)}.${hint}${braces}`);
}

function subject(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'It';
  return typeof last === 'string' ? `"${last}"` : `Item ${last + 1} of "${String(path.at(-2) ?? 'the list')}"`;
}

function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a set of keys' : JSON.stringify(value);
}
