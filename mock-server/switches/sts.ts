import { oneOf, type Switch, seconds } from './kinds.js';

const issuer: Switch<string> = {
  says: 'What tokens name as their issuer; own: the address at which the token server was reached.',
  allowed: 'own | http(s)://<address> without a slash at the end',
  default: 'own',
  facts: ['JWT-04'],
  read: text => (text === 'own' || /^https?:\/\/[^\s/?#][^\s?#]*[^\s/?#]$/.test(text) ? text : undefined),
};

/** Who learns of a reissued secret first, and how much later the other does (LIFE-25). */
export type Skew = { readonly first: 'rap' | 'sts'; readonly ms: number };

const skew: Switch<Skew | 'none'> = {
  says: 'How long RAP and the STS disagree after a secret is reissued.',
  allowed: 'none | rap-first:<seconds> | sts-first:<seconds>',
  default: 'none',
  facts: ['LIFE-25'],
  read: text => {
    if (text === 'none') return 'none';
    const match = /^(rap|sts)-first:(\d{1,6})$/.exec(text);
    return match ? { first: match[1] as 'rap' | 'sts', ms: Number(match[2]) * 1000 } : undefined;
  },
};

/** What the token server does. The default comes first. */
export const STS = {
  'sts.issuer': issuer,
  'sts.tokenLifetime': seconds(1, 86_400, 3600, 'Seconds a token is valid.', 'TOK-20', 'STS-43'),
  'sts.orgSelected': oneOf(
    ['require-dex', 'ignore', 'require-match'],
    'What the STS demands of acr_values=orgselected:<organisation id>.',
    'ACR-05',
    'ACR-06',
  ),
  'sts.basicDecoding': oneOf(
    ['both', 'raw', 'decoded'],
    'Whether Basic credentials are read as they stand, form-decoded, or either way.',
    'CA-20',
    'CA-23',
    'CA-24',
  ),
  'sts.secretOverlap': seconds(
    0,
    604_800,
    0,
    'Seconds an old secret still works after a new one was issued.',
    'LIFE-19',
    'LIFE-20',
  ),
  'sts.rapSkew': skew,
  'sts.invalidClientStatus': oneOf(['400', '401-basic'], 'Status of invalid_client.', 'STS-30'),
} as const;
