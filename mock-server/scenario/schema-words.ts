import { type TLiteral, type TUnion, Type } from 'typebox';
import { DURATION_PATTERN } from '../world/index.js';

/** The small words every part of a scenario file is made of. Descriptions are what an editor shows beside the cursor. */

/** A length of time such as `30s`. */
export const duration = (description: string) =>
  Type.String({
    pattern: DURATION_PATTERN,
    patternErrorMessage: 'a length of time like 250ms, 30s, 5m, 1.5h or 2d',
    description,
  });

/** Names of steps and scenarios. */
export const name = (description: string) =>
  Type.String({
    pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
    patternErrorMessage: 'small letters, digits and single hyphens, like school-leaves',
    description,
  });

export const text = (description: string) => Type.String({ minLength: 1, description });
export const count = (description: string) => Type.Integer({ minimum: 1, description });
export const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
export const flag = (description: string) => Type.Boolean({ description });

type Literals<T extends readonly string[]> = { -readonly [I in keyof T]: TLiteral<T[I]> };

/** One of some words. */
export function oneOf<const T extends readonly string[]>(
  words: T,
  options: { description: string; default?: T[number] },
) {
  const literals = words.map(word => Type.Literal(word));
  return Type.Union(literals, options) as unknown as TUnion<Literals<T>>;
}

/** An object that refuses keys it does not know. */
export const closed = { additionalProperties: false } as const;

export const times = (description: string) =>
  Type.Union([Type.Integer({ minimum: 1 }), Type.Literal('always')], { description });

export const settings = (description: string) =>
  Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), { description });
