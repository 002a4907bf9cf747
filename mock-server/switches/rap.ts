import { oneOf, type Switch, seconds } from './kinds.js';
import { RAP_ACCESS } from './rap-access.js';

/** What `Authorised` says for an active, a pending and a disabled site (LIFE-10). */
export type AuthorisedValues = {
  readonly active: number | null;
  readonly pending: number | null;
  readonly disabled: number | null;
};

const authorisedValues: Switch<AuthorisedValues> = {
  says: 'What Authorised says for an active, a pending and a disabled school.',
  allowed: 'three of integer or null, as in 1/0/2, 1/0/0, 1/null/0',
  default: '1/0/2',
  facts: ['LIFE-10', 'LIFE-11'],
  read: text => {
    if (!/^(-?\d{1,9}|null)(\/(-?\d{1,9}|null)){2}$/.test(text)) return undefined;
    const [active, pending, disabled] = text.split('/').map(v => (v === 'null' ? null : Number(v)));
    return { active: active ?? null, pending: pending ?? null, disabled: disabled ?? null };
  },
};

/** What Clients says of a school that has credentials but may not use them. */
const withheld = (state: string, ...facts: string[]) =>
  oneOf(['empty', 'listed', '403', '404'], `What Clients answers for a ${state} school.`, ...facts);

const listed = (state: string, ...facts: string[]) =>
  oneOf(['listed', 'hidden'], `Whether a ${state} school is in the site list.`, ...facts);

const refusal = (what: string, ...facts: string[]) =>
  oneOf(['403', '404', 'empty-list'], `What RAP answers for ${what}.`, ...facts);

const MOST_CLIENTS = 9;

/** 1 leaves every school the credentials that the world gives it. */
const clientsPerSite: Switch<number> = {
  says: 'Credentials of a school: 1 is as the world has them, 0 shows none, 2 and more adds further ones that work too.',
  allowed: `a whole number, 0 to ${MOST_CLIENTS}`,
  default: '1',
  facts: ['RAP-21', 'RAP-23'],
  read: text => (/^\d$/.test(text) && Number(text) <= MOST_CLIENTS ? Number(text) : undefined),
};

/** What the partner API answers. The default comes first. */
export const RAP = {
  ...RAP_ACCESS,
  'rap.foreignApplication': refusal("another partner's application", 'RAP-41'),
  'rap.unknownApplication': refusal('an application id that does not exist', 'RAP-42'),
  'rap.unlinkedOrganisation': refusal('an organisation not linked to the application', 'RAP-43'),
  'rap.forbiddenBody': oneOf(['empty', 'message'], 'Body of those 403 answers.', 'RAP-44'),
  'rap.malformedId': oneOf(
    ['400', '404-html', '404-message', '403'],
    'What RAP answers for an integer or malformed id.',
    'RAP-46',
    'RAP-38',
  ),
  'rap.emptyList': oneOf(['200', '204', 'null-body'], 'How a list without rows is sent.', 'RAP-19'),
  'rap.idField': oneOf(
    ['zero', 'sequence', 'null'],
    'What Id says: 0 on every row, the number of the row in the list, or null.',
    'RAP-13',
  ),
  'rap.guidCase': oneOf(['upper', 'lower', 'mixed'], 'Letter case of organisation ids in rows.', 'RAP-14'),
  'rap.order': oneOf(['stable', 'shuffled'], 'Order of rows.', 'RAP-17'),
  'rap.duplicates': oneOf(['off', 'on'], 'Whether some rows come twice.', 'RAP-17'),
  'rap.tiRow': oneOf(['on', 'off'], "Whether the partner's own organisation is among the sites.", 'RAP-16'),
  'rap.clientsPerSite': clientsPerSite,
  'rap.ocpKeyUnset': oneOf(['absent', 'null', 'empty'], 'How OCPAIMKey appears when no key is set.', 'RAP-25'),
  'rap.description': oneOf(['text', 'null'], 'What Description says of a credential.', 'RAP-26'),
  'rap.authorisedValues': authorisedValues,
  'rap.pendingInList': listed('pending', 'LIFE-12'),
  'rap.clientsWhenPending': withheld('pending', 'LIFE-12'),
  'rap.disabledInList': listed('disabled', 'LIFE-13'),
  'rap.clientsWhenDisabled': withheld('disabled', 'LIFE-13'),
  'rap.suspendedClients': oneOf(
    ['hidden', 'listed'],
    'Whether Clients still lists a suspended credential.',
    'LIFE-17',
    'LIFE-21',
  ),
  'rap.removalDelay': seconds(
    0,
    604_800,
    0,
    'Seconds for which RAP still shows a school that has left; the token server refuses it at once.',
    'LIFE-14',
  ),
  'rap.cacheHeaders': oneOf(['none', 'webhost'], 'Whether answers carry the cache headers of ASP.NET.', 'RAP-50'),
  'rap.honourAcceptXml': oneOf(['off', 'on'], 'Whether a caller who asks for XML is sent XML.', 'RAP-51'),
} as const;
