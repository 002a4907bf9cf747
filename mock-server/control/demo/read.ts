import { check } from '../../scenario/check.js';
import { RECORDING } from './schema.js';
import type { Recording } from './shape.js';

/** A recording as a file holds it, or the first thing that is wrong with it. */
export function readRecording(value: unknown): { readonly recording: Recording } | { readonly problem: string } {
  const [first] = check(value, RECORDING);
  if (!first) return { recording: value as Recording };
  const place = first.path.length === 0 ? '' : `at ${first.path.join('.')}: `;
  return { problem: `${place}${first.message}` };
}
