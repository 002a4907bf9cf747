import type { Switch } from './kinds.js';

/** Switches of the token server whose values have a form of their own. */

export const issuer: Switch<string> = {
  says: 'What tokens name as their issuer; own: the address at which the token server was reached.',
  allowed: 'own | http(s)://<address> without a slash at the end',
  default: 'own',
  facts: ['JWT-04'],
  read: text => (text === 'own' || isBaseAddress(text) ? text : undefined),
};

function isBaseAddress(text: string): boolean {
  return /^https?:\/\/[^\s/?#][^\s?#]*[^\s/?#]$/.test(text) && URL.canParse(text);
}

/** Who learns of a reissued secret first, and how much later the other does (LIFE-25). */
export type Skew = { readonly first: 'rap' | 'sts'; readonly ms: number };

export const skew: Switch<Skew | 'none'> = {
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

/** A colon would end the id in a Basic header (CA-09), and with its GUID an id has to keep to 100 characters (CA-11). */
export const vendorPrefix: Switch<string> = {
  says: "What the ids of the partners' own clients begin with; own: as the world was made, vmc- in every shipped one.",
  allowed: 'own | vmc- | vms_ | any 1 to 60 visible ASCII characters without a colon',
  default: 'own',
  facts: ['TOK-08'],
  read: text => (/^[!-9;-~]{1,60}$/.test(text) ? text : undefined),
};

const LONGEST_SCOPES = 300;
/** RFC 6749 section 3.3, but for the comma, which parts them here. */
const SCOPE_NAME = /^[!#-+\--[\]-~]+$/;

/** Scopes that replace those of the world's clients; `own` leaves them as they are. */
export function scopes(whose: string, ...facts: string[]): Switch<readonly string[] | 'own'> {
  return {
    says: `Which scopes ${whose} may ask for; own: as the world was made.`,
    allowed: 'own | names of scopes, separated by blanks or commas, 300 characters at most',
    default: 'own',
    facts,
    read: text => {
      if (text === 'own') return 'own';
      const names = [...new Set(text.split(/[ ,]+/).filter(name => name !== ''))];
      const fits = names.length > 0 && names.join(' ').length <= LONGEST_SCOPES;
      return fits && names.every(name => SCOPE_NAME.test(name)) ? names : undefined;
    },
  };
}

/** A claim of every client, without its prefix `client_`; a value of null is the organisation the client belongs to. */
export type ClientClaim = { readonly name: string; readonly value: string | null };

const MOST_CLAIMS = 20;

export const clientClaims: Switch<readonly ClientClaim[] | 'none'> = {
  says: 'Claims that tokens carry as client_<name>; organisationid alone gives the organisation the client belongs to.',
  allowed: 'none | organisationid | <name>=<text>, several joined by commas',
  default: 'none',
  facts: ['JWT-11', 'JWT-10'],
  read: text => {
    if (text === 'none') return 'none';
    const claims = text.split(',').map(claimIn);
    const names = new Set(claims.map(claim => claim?.name));
    return claims.length <= MOST_CLAIMS && names.size === claims.length && claims.every(c => c !== undefined)
      ? claims
      : undefined;
  },
};

/** `id` is refused: it would make a second `client_id`. */
function claimIn(text: string): ClientClaim | undefined {
  const [, name = '', value] = /^([\w.-]{1,60})(?:=([^\p{Cc}]{1,200}))?$/u.exec(text) ?? [];
  if (name === '' || name === 'id') return undefined;
  if (value !== undefined) return { name, value };
  return name.toLowerCase() === 'organisationid' ? { name, value: null } : undefined;
}

/** How many wrong secrets in a row lock a client out. */
export const lockout: Switch<number | 'off'> = {
  says: 'After how many wrong secrets in a row (1 to 999) a client is locked out for 15 minutes.',
  allowed: 'off | after:<n>',
  near: ['off', 'after:3'],
  default: 'off',
  facts: ['CA-18'],
  read: text => {
    if (text === 'off') return 'off';
    const match = /^after:([1-9]\d{0,2})$/.exec(text);
    return match ? Number(match[1]) : undefined;
  },
};
