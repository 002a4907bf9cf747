import { either } from './problem.js';

/** The part of JSON Schema that scenario files use. */
export type Rule = {
  readonly type?: string;
  readonly const?: string | number | boolean;
  readonly anyOf?: readonly Rule[];
  readonly properties?: Readonly<Record<string, Rule>>;
  readonly patternProperties?: Readonly<Record<string, Rule>>;
  readonly required?: readonly string[];
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: Rule;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly patternErrorMessage?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
};

/** The words a rule allows, when it allows nothing but words. */
export function wordsOf(rule: Rule): readonly string[] {
  return (rule.anyOf ?? [rule]).flatMap(branch => (typeof branch.const === 'string' ? [branch.const] : []));
}

/** What a rule wants, as the end of a sentence: `a whole number from 1 or "always"`. */
export function wanted(rule: Rule): string {
  if (rule.anyOf) return wantedOf(rule.anyOf);
  if (rule.const !== undefined) return JSON.stringify(rule.const);
  switch (rule.type) {
    case 'string':
      return rule.patternErrorMessage ?? 'some text';
    case 'integer':
    case 'number':
      return `${rule.type === 'integer' ? 'a whole number' : 'a number'}${bounds(rule)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
      return 'a set of keys';
    default:
      return rule.type ?? 'anything';
  }
}

function wantedOf(branches: readonly Rule[]): string {
  const wants = [...new Set(branches.map(wanted))];
  const words = branches.every(branch => typeof branch.const === 'string');
  return words && wants.length > 1 ? `one of ${wants.join(', ')}` : either(wants);
}

function bounds({ minimum, maximum }: Rule): string {
  const from = minimum === undefined ? '' : ` from ${minimum}`;
  return maximum === undefined ? from : `${from} to ${maximum}`;
}
