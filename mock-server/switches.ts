import { didYouMean } from './world/nearest.js';

/** One behaviour that no public source settles, with the values it may take. */
type Switch<T> = {
  readonly says: string;
  readonly allowed: string;
  readonly default: string;
  readonly facts: readonly string[];
  /** The value behind a text, or undefined when the text is none of the allowed ones. */
  readonly read: (text: string) => T | undefined;
};

function oneOf<const V extends string>(values: readonly V[], says: string, ...facts: string[]): Switch<V> {
  const [first] = values;
  return {
    says,
    allowed: values.join(' | '),
    default: first ?? '',
    facts,
    read: text => values.find(v => v === text),
  };
}

function seconds(from: number, to: number, byDefault: number, says: string, ...facts: string[]): Switch<number> {
  return {
    says,
    allowed: `whole seconds, ${from} to ${to}`,
    default: String(byDefault),
    facts,
    read: text => (/^\d{1,9}$/.test(text) && Number(text) >= from && Number(text) <= to ? Number(text) : undefined),
  };
}

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

/** Every switch, its values with the default first, and the facts that leave the question open. */
const TABLE = {
  'transport.http': oneOf(
    ['allow', 'refuse'],
    'Whether plain http is answered; the real service refuses it.',
    'STS-11',
  ),
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
  'rap.guidCase': oneOf(['upper', 'lower', 'mixed'], 'Letter case of organisation ids in rows.', 'RAP-14'),
  'rap.order': oneOf(['stable', 'shuffled'], 'Order of rows.', 'RAP-17'),
  'rap.duplicates': oneOf(['off', 'on'], 'Whether some rows come twice.', 'RAP-17'),
  'rap.tiRow': oneOf(['on', 'off'], "Whether the partner's own organisation is among the sites.", 'RAP-16'),
  'rap.ocpKeyUnset': oneOf(['absent', 'null', 'empty'], 'How OCPAIMKey appears when no key is set.', 'RAP-25'),
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
  'life.reinstall': oneOf(['new-credentials', 'same-credentials'], 'What a school that returns is given.', 'LIFE-18'),
  'life.vendorSuspend': oneOf(
    ['token-only', 'rap-too'],
    'Whether RAP refuses the live token of a suspended partner.',
    'LIFE-22',
  ),
} as const;

type Table = typeof TABLE;
export type SwitchName = keyof Table;
type Value<N extends SwitchName> = Table[N] extends Switch<infer T> ? T : never;
/** The values in force, read and typed. Replaced whole when one changes, so that it can key a cache. */
export type Switches = { readonly [N in SwitchName]: Value<N> };
/** The same as text, as a user writes them. */
export type SwitchTexts = Readonly<Record<SwitchName, string>>;

/** Every switch by name, in the order of the table. */
export const SWITCH_NAMES = Object.keys(TABLE) as SwitchName[];

/** A line of the table for people and for `GET /api/switches`. */
export type SwitchInfo = { name: SwitchName; says: string; allowed: string; default: string; facts: readonly string[] };

/** The whole table, for people. */
export function switchTable(): SwitchInfo[] {
  return SWITCH_NAMES.map(name => {
    const { says, allowed, default: byDefault, facts } = TABLE[name];
    return { name, says, allowed, default: byDefault, facts };
  });
}

function isSwitchName(name: string): name is SwitchName {
  return Object.hasOwn(TABLE, name);
}

/** Settings as somebody wrote them, as texts: numbers and booleans as they stand, null for the default. */
export function asTexts(settings: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, asText(name, value)]));
}

function asText(name: string, value: unknown): string {
  if (value === null && isSwitchName(name)) return TABLE[name].default;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A setting that cannot be: which one, and a sentence with the nearest that can. */
export type SwitchRefused = { readonly refused: 'unknown-switch' | 'bad-value'; readonly message: string };

/** What is wrong with setting `name` to `text`, or undefined when it is fine. */
export function checkSwitch(name: string, text: string): SwitchRefused | undefined {
  if (!isSwitchName(name)) {
    const hint = didYouMean(name, SWITCH_NAMES) || ` Switches: ${SWITCH_NAMES.join(', ')}.`;
    return { refused: 'unknown-switch', message: `There is no switch "${name}".${hint}` };
  }
  const { allowed, read } = TABLE[name];
  if (read(text) !== undefined) return undefined;
  const hint = didYouMean(text, allowed.split(' | '));
  return { refused: 'bad-value', message: `"${text}" is no value of ${name}: ${allowed}.${hint}` };
}

/** All switches at their defaults, then the given ones; the caller has checked them. */
export function switchTexts(...layers: readonly Readonly<Record<string, string>>[]): SwitchTexts {
  const texts: Record<string, string> = {};
  for (const name of SWITCH_NAMES) texts[name] = TABLE[name].default;
  for (const layer of layers) Object.assign(texts, layer);
  return texts as SwitchTexts;
}

/** The typed values behind texts that have been checked. */
export function readSwitches(texts: SwitchTexts): Switches {
  return Object.fromEntries(SWITCH_NAMES.map(name => [name, TABLE[name].read(texts[name])])) as Switches;
}
