import type { Form, Remark } from '../credentials/index.js';
import type { Switches } from '../switches/index.js';
import { type ClientOwner, guidOf, nearest, siteByKey, type World } from '../world/index.js';
import { scopesOfWorld } from './scopes.js';

/** Granted: the scopes to put into the token. Refused: the wire's error code, and why for the journal. */
export type Decision = Granted | Refused;

type Granted = { readonly scopes: readonly string[]; readonly remark?: Remark };
type Refused = { readonly error: GrantError; readonly why: string; readonly switches?: readonly string[] };

export type GrantError =
  | 'unsupported_grant_type'
  | 'unauthorized_client'
  | 'invalid_request'
  | 'invalid_grant'
  | 'invalid_scope';

const LONGEST_GRANT = 100;
const LONGEST_SCOPE = 300;
const LONGEST_REFRESH = 100;

/** What an authenticated client is granted; the checks in the service's own order (STS-16 to STS-23). */
export function decide(form: Form, owner: ClientOwner, world: World, switches: Switches): Decision {
  const grant = form.get('grant_type') ?? '';
  if (grant !== 'client_credentials') return otherGrant(grant, form);
  const granted = decideScopes(form.get('scope') ?? '', owner, world, switches);
  return 'error' in granted ? granted : (refuseOrganisation(form, owner, world, switches) ?? granted);
}

/** Grants a client_credentials client may not use, and names that are no grant at all (STS-16 to STS-19). */
function otherGrant(grant: string, form: Form): Decision {
  if (grant.trim() === '') return { error: 'unsupported_grant_type', why: 'grant_type is missing or blank' };
  if (grant.length > LONGEST_GRANT)
    return { error: 'unsupported_grant_type', why: 'grant_type is longer than 100 characters' };
  if (grant === 'password' || grant === 'authorization_code') {
    return { error: 'unauthorized_client', why: `this client may use client_credentials, not ${grant}` };
  }
  if (grant === 'refresh_token') return refresh(form.get('refresh_token') ?? '');
  const near = grant.trim().toLowerCase() === 'client_credentials' ? ': write it client_credentials, exactly' : '';
  return { error: 'unsupported_grant_type', why: `unknown grant_type${near}` };
}

function refresh(token: string): Decision {
  if (token.trim() === '')
    return { error: 'invalid_request', why: 'refresh_token is missing; client_credentials has none' };
  const long = token.length > LONGEST_REFRESH ? 'longer than 100 characters' : 'unknown: none is ever issued';
  return { error: 'invalid_grant', why: `the refresh token is ${long}` };
}

/** Split on blanks only, empties dropped; one bad scope refuses all (STS-20 to STS-22). */
function decideScopes(text: string, { client, kind }: ClientOwner, world: World, switches: Switches): Decision {
  if (text.trim() === '') return withoutScope(client.scopes, switches);
  if (text.length > LONGEST_SCOPE) return { error: 'invalid_scope', why: 'scope is longer than 300 characters' };
  const scopes = scopesIn(text);
  const bad = scopes.find(scope => !client.scopes.includes(scope));
  if (bad === undefined) return { scopes };
  const name = kind === 'vendor' ? 'sts.vendorScopes' : 'sts.schoolScopes';
  const set = switches[name];
  const decided = set === 'own' || set !== client.scopes ? {} : { switches: [`${name}=${set.join(' ')}`] };
  const why = `${refusedScope(bad, world)}; this client may ask for: ${client.scopes.join(' ')}`;
  return { error: 'invalid_scope', why, ...decided };
}

/** IdentityServer4 grants everything that the client may ask for (ALT-02); IdentityServer3 refuses (STS-20). */
function withoutScope(scopes: readonly string[], switches: Switches): Decision {
  if (switches['sts.profile'] === 'is3' || scopes.length === 0)
    return { error: 'invalid_scope', why: 'scope is missing or blank; this grant needs one' };
  const why = 'no scope was asked for, so all that this client may ask for were granted';
  return { scopes, remark: { why, switches: ['sts.profile=is4'] } };
}

function scopesIn(text: string): string[] {
  return [
    ...new Set(
      text
        .trim()
        .split(' ')
        .filter(scope => scope !== ''),
    ),
  ];
}

/** Names that every such service knows, and that this grant refuses (STS-21). */
const NEVER_GRANTED = ['openid', 'profile', 'email', 'address', 'phone', 'all_claims', 'roles', 'offline_access'];

/** Repeats the text only when it is the name of a scope: people do put a secret into the wrong field. */
function refusedScope(scope: string, world: World): string {
  if (NEVER_GRANTED.includes(scope)) return `${scope} is for people who sign in`;
  const known = scopesOfWorld(world);
  if (known.includes(scope)) return `${scope} is not granted`;
  const near = nearest(scope, known);
  return near === undefined ? 'one of the scopes does not exist' : `one of the scopes is none, the nearest is ${near}`;
}

/** The vendor's own check of `acr_values=orgselected:` (ACR-01 to ACR-07). It comes last (STS-23). */
function refuseOrganisation(form: Form, owner: ClientOwner, world: World, switches: Switches): Refused | undefined {
  const mode = switches['sts.orgSelected'];
  if (mode === 'ignore' || owner.kind === 'vendor') return undefined; // ACR-04
  const selected = selectedOrganisation(form.get('acr_values') ?? '');
  if (owner.client.kind === 'simsprimary' && selected === undefined) {
    return { error: 'invalid_request', why: 'a DeX token needs acr_values=orgselected:<organisation id> with a GUID' };
  }
  const own = siteByKey(world, owner.installation.site)?.organisationId.toLowerCase();
  if (mode === 'require-match' && selected !== undefined && selected !== own) {
    return { error: 'invalid_request', why: `acr_values selects another organisation than ${owner.installation.site}` };
  }
  return undefined;
}

/** The first `orgselected` entry that is a GUID, in lower case; other entries are ignored (ACR-07). */
function selectedOrganisation(acrValues: string): string | undefined {
  const entry = acrValues.split(' ').find(value => value.startsWith('orgselected:'));
  return entry === undefined ? undefined : guidOf(entry.slice('orgselected:'.length), 'hyphenated');
}
