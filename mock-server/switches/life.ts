import { oneOf } from './kinds.js';

/** What happens to credentials as schools and partners come and go. The default comes first. */
export const LIFE = {
  'life.reinstall': oneOf(['new-credentials', 'same-credentials'], 'What a school that returns is given.', 'LIFE-18'),
  'life.vendorSuspend': oneOf(
    ['token-only', 'rap-too'],
    'Whether RAP refuses the live token of a suspended partner.',
    'LIFE-22',
  ),
} as const;
