import { oneOf } from './kinds.js';

/** How requests may travel. The default comes first. */
export const TRANSPORT = {
  'transport.http': oneOf(
    ['allow', 'refuse'],
    'Whether plain http is answered; the real service refuses it.',
    'STS-11',
  ),
} as const;
