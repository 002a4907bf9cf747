import { oneOf, type Switch } from './kinds.js';

/** Any one of these is enough; compared exactly (RAP-36). */
const requiredScopes: Switch<readonly string[]> = {
  says: 'The scopes of which a token must hold any one for both calls.',
  allowed: 'names of scopes, separated by blanks or commas',
  default: 'partner-read',
  facts: ['RAP-36'],
  read: text => {
    const names = text.split(/[ ,]+/).filter(name => name !== '');
    const isName = (name: string) => /^[\w.:/-]{1,100}$/.test(name);
    return names.length > 0 && names.length <= 20 && names.every(isName) ? names : undefined;
  },
};

/** Who is let in, and how the rest is turned away. The default comes first. */
export const RAP_ACCESS = {
  'rap.profile': oneOf(
    ['webapi2', 'aspnetcore', 'aspnetcore-camelcase'],
    'Whose manners RAP has: those of ASP.NET Web API 2 or of ASP.NET Core, there with the documented names of members or with its own.',
    'PROD-04',
    'ALT-08',
  ),
  'rap.tokenValidation': oneOf(
    ['local', 'endpoint', 'endpoint-cached'],
    'Whether RAP checks tokens itself or asks the token server, at every call or once in 300 seconds.',
    'RAP-32',
  ),
  'rap.challenge': oneOf(['bearer', 'none', 'invalid-token'], 'What WWW-Authenticate says on a 401.', 'RAP-34'),
  'rap.requiredScopes': requiredScopes,
  'rap.scopeRefusal': oneOf(
    ['message-403', 'empty-403', 'message-401'],
    'How a good token without such a scope is refused; empty-403 comes before routing.',
    'RAP-37',
    'RAP-38',
  ),
  'rap.strictPaths': oneOf(
    ['off', 'on'],
    'Whether letter case and trailing slashes of a path must be as documented.',
    'RAP-03',
  ),
} as const;
