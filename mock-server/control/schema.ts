import type { Rule } from '../scenario/rule.js';

/**
 * The words schemas of the control API are made of: plain JSON Schema, so that nothing has to be loaded or compiled at
 * start. The same object is checked against (input.ts) and shown in the document.
 */

export const text = (description: string) => ({ type: 'string', minLength: 1, description });
export const flag = (description: string) => ({ type: 'boolean', description });
export const whole = (minimum: number, maximum: number, description: string) => ({
  type: 'integer',
  minimum,
  maximum,
  description,
});
export const words = (values: readonly string[], description: string) => ({
  anyOf: values.map(value => ({ type: 'string', const: value })),
  description,
});
export const anything = (description: string) => ({ description });
export const list = (items: Rule, description: string) => ({ type: 'array', items, description });

/** An object that refuses members it does not know. */
export const object = (
  properties: Readonly<Record<string, Rule>>,
  required: readonly string[] = [],
  description?: string,
) => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
  additionalProperties: false,
  ...(description !== undefined && { description }),
});

/** An object whose members are not ours to name. */
export const open = (description: string) => ({ type: 'object', description });
