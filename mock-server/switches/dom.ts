import { oneOf } from './kinds.js';

/** How the codes of schools are written. The default comes first. */
export const DOM = {
  'dom.dfeFormat': oneOf(
    ['joined', 'slashed'],
    'Whether a DfE number of seven digits is written 8231234 or 823/1234.',
    'DOM-02',
  ),
  'dom.niDfeCode': oneOf(
    ['null', 'empty', 'same-number'],
    'DfeCode of a school that has a DENI number and no DfE number.',
    'DOM-05',
  ),
} as const;
