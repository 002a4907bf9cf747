import { oneOf, seconds } from './kinds.js';
import { clientClaims, issuer, lockout, scopes, skew, vendorPrefix } from './sts-forms.js';

export type { Skew } from './sts-forms.js';

/** What the token server does. The default comes first. */
export const STS = {
  'sts.profile': oneOf(
    ['is3', 'is4'],
    'Whether the token server answers as IdentityServer3 or as IdentityServer4 does.',
    'PROD-06',
    'ALT-01',
    'ALT-02',
    'ALT-03',
    'ALT-04',
    'ALT-05',
    'ALT-06',
    'ALT-07',
  ),
  'sts.issuer': issuer,
  'sts.tokenLifetime': seconds(1, 86_400, 3600, 'Seconds a token is valid.', 'TOK-20', 'STS-43'),
  'sts.vendorPrefix': vendorPrefix,
  'sts.vendorScopes': scopes("the partners' own clients", 'TOK-07'),
  'sts.schoolScopes': scopes("schools' OneRoster clients", 'TOK-04'),
  'sts.orgSelected': oneOf(
    ['require-dex', 'ignore', 'require-match'],
    'What the STS demands of acr_values=orgselected:<organisation id>.',
    'ACR-05',
    'ACR-06',
  ),
  'sts.clientClaims': clientClaims,
  'sts.jti': oneOf(['off', 'on'], 'Whether each token has an id of its own.', 'JWT-03', 'JWT-12'),
  'sts.basicDecoding': oneOf(
    ['both', 'raw', 'decoded'],
    'Whether Basic credentials are read as they stand, form-decoded, or either way.',
    'CA-20',
    'CA-23',
    'CA-24',
  ),
  'sts.basicAmbiguity': oneOf(
    ['raw-wins', 'decoded-wins', 'refuse'],
    'Who is let in when the two readings of Basic credentials open two clients.',
    'CA-27',
  ),
  'sts.basicLengthOn': oneOf(
    ['wire', 'each-reading'],
    'Whether the 100 characters of an id or secret in Basic are counted as sent or in each reading.',
    'CA-11',
  ),
  'sts.clientIdCase': oneOf(['ordinal', 'ignore'], 'Whether the letter case of a client id matters.', 'CA-17'),
  'sts.clientCacheSeconds': seconds(
    0,
    300,
    0,
    'Seconds the STS goes on with a client as it last saw it; 0: every change counts at once.',
    'CA-31',
  ),
  'sts.lockout': lockout,
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
  'sts.errorCacheHeaders': oneOf(
    ['none', 'private', 'no-store'],
    'What Cache-Control the refusals of the token server carry.',
    'STS-32',
  ),
  'sts.discovery': oneOf(
    ['full', 'minimal', 'off'],
    'Whether the discovery document is whole, names issuer, keys and token address only, or is not there.',
    'DISC-06',
    'DISC-07',
  ),
  'sts.validationTimes': oneOf(['numbers', 'strings'], 'How access token validation prints exp and nbf.', 'END-05'),
} as const;
