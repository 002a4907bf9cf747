import { type TObject, Type } from 'typebox';
import type { ChangeKind } from '../world/index.js';
import { closed, count, duration, flag, oneOf, share, text } from './schema-words.js';

const site = text('The school: its short name in the world, or its organisation id.');
const application = Type.Optional(text('The application; may be left out when the world has one.'));
const client = Type.Optional(
  text('The credential: its client id or its kind; may be left out when the school has one.'),
);
const partner = Type.Optional(text('The supplier; may be left out when the world has one.'));
const secret = Type.Optional(text('The new secret; invented from the seed when left out.'));
const overlap = Type.Optional(duration('How long the old secret is still taken.'));

const object = <P extends Parameters<typeof Type.Object>[0]>(properties: P, description: string) =>
  Type.Object(properties, { ...closed, description });
const ofSite = { site, application };
const ofClient = { ...ofSite, client };
const rows = {
  application,
  sites: Type.Optional(Type.Array(site, { minItems: 1, description: 'These schools.' })),
  all: Type.Optional(flag('Every school.')),
  share: Type.Optional(share('A share of the schools, from 0 to 1, drawn from the seed.')),
};

/** What may be said about each kind of change. */
export const CHANGE_SCHEMAS = {
  'site.installed': object(
    {
      ...ofSite,
      name: Type.Optional(text('The name of a school this world does not know yet.')),
      dfeCode: Type.Optional(text('Its DfE code.')),
      deniNumber: Type.Optional(text('Its DENI number.')),
      pending: Type.Optional(flag('Whether the supplier must approve it first.')),
    },
    'A school starts using the application.',
  ),
  'site.approved': object(ofSite, 'The supplier approves a school that waits.'),
  'site.disabled': object(ofSite, 'The supplier switches a school off for a while.'),
  'site.enabled': object(ofSite, 'The supplier switches a school on again.'),
  'site.removed': object(ofSite, 'A school leaves: it is no longer listed and its credentials stop working.'),
  'site.reinstalled': object(
    {
      ...ofSite,
      credentials: Type.Optional(oneOf(['new', 'same'], { description: 'New credentials, or those it had.' })),
    },
    'A school that left comes back.',
  ),
  'site.renamed': object({ site, name: text('The new name.') }, 'A school changes its name.'),
  'site.recoded': object(
    {
      site,
      dfeCode: Type.Optional(
        Type.Union([Type.String(), Type.Null()], { description: 'The new DfE code, or null for none.' }),
      ),
      deniNumber: Type.Optional(
        Type.Union([Type.String(), Type.Null()], { description: 'The new DENI number, or null for none.' }),
      ),
    },
    'A school changes its code, as when it becomes an academy.',
  ),
  'client.issued': object(
    {
      ...ofSite,
      client: Type.Optional(oneOf(['oneroster', 'simsprimary'], { description: 'What the credential is for.' })),
    },
    'A school is given one more credential.',
  ),
  'client.suspended': object(ofClient, "A school's credential is suspended."),
  'client.restored': object(ofClient, 'A suspended credential works again.'),
  'client.removed': object(ofClient, "A school's credential is taken away for good."),
  'secret.reissued': object({ ...ofClient, secret, overlap }, "A school's secret is replaced by a new one."),
  'vendor.secretReset': object({ partner, secret, overlap }, "The supplier's own secret is replaced by a new one."),
  'vendor.suspended': object({ partner }, "The supplier's own credential is suspended."),
  'vendor.restored': object({ partner }, "The supplier's own credential works again."),
  'application.keySet': object(
    { application, key: Type.Optional(text('The key; invented from the seed when left out.')) },
    'The application is given an API key (OCPAIMKey).',
  ),
  'application.keyCleared': object({ application }, 'The application loses its API key.'),
  'signingKey.rolled': object({}, 'The service signs tokens with a new key from now on.'),
  'list.hidden': object(rows, "Schools are missing from the list though they never left: the service's own fault."),
  'list.shown': object(rows, 'Schools missing by fault are listed again.'),
  'estate.grown': object({ application, by: count('How many schools join.') }, 'Many schools join at once.'),
  'estate.shrunk': object(
    {
      application,
      by: Type.Optional(count('How many schools leave.')),
      share: Type.Optional(share('The share of the schools that leave, from 0 to 1.')),
      authority: Type.Optional(text('All schools of this local authority.')),
      trust: Type.Optional(text('All schools of this trust.')),
    },
    'Many schools leave at once.',
  ),
} satisfies Record<ChangeKind, TObject>;

const oneChange = Type.Partial(Type.Object(CHANGE_SCHEMAS), {
  ...closed,
  minProperties: 1,
  maxProperties: 1,
  description: 'One change: its name, and what it needs to know.',
});

/** One change or several, made together. */
export const ChangesSchema = Type.Union([oneChange, Type.Array(oneChange, { minItems: 1 })], {
  description: 'What changes in the world: one change, or a list of changes made together.',
});
