import { oneOf, type Switch } from './kinds.js';

/** One of the two services; each is a host and a deployment of its own (PROD-07). */
export type Service = 'sts' | 'rap';

/** How maintenance shows, and at which services. */
export type Maintenance = { readonly at: readonly Service[]; readonly form: (typeof FORMS)[number] };

/** What is broken in front of a service, and at which services. `seconds` tells how late an answer comes by `slow`. */
export type Broken = {
  readonly at: readonly Service[];
  readonly kind: (typeof BREAKS)[number];
  readonly seconds: number;
};

/** How a time to come back is said. */
export type RetryAfter = { readonly as: 'seconds' | 'http-date'; readonly seconds: number };

/** So many calls in so many seconds. */
export type Limit = { readonly calls: number; readonly seconds: number };
export type Throttle = Limit & { readonly at: readonly Service[] };

const BOTH: readonly Service[] = ['sts', 'rap'];
const FORMS = ['html-503', 'json-503', 'html-200'] as const;
const BREAKS = ['stopped-403', 'pool-503', 'html-502', 'html-504', 'truncated-200', 'reset', 'slow'] as const;

/** The service that a value names before its colon, or both. */
function aimed(text: string): { at: readonly Service[]; rest: string } {
  const at = BOTH.find(service => text.startsWith(`${service}:`));
  return at ? { at: [at], rest: text.slice(at.length + 1) } : { at: BOTH, rest: text };
}

/** Values that may also be for one service alone, each spelt out: nearness needs whole words. */
const eachWay = (values: readonly string[]) => [...values, ...BOTH.flatMap(s => values.map(value => `${s}:${value}`))];
const ONE_ALONE = 'sts:<value> | rap:<value>';

const maintenance: Switch<Maintenance | 'off'> = {
  says: 'Whether both services, or one of them, are down for maintenance, and what they say then.',
  allowed: `off | ${FORMS.join(' | ')} | ${ONE_ALONE}`,
  near: ['off', ...eachWay(FORMS)],
  default: 'off',
  facts: ['INFRA-01', 'INFRA-02', 'INFRA-08'],
  read: text => {
    if (text === 'off') return 'off';
    const { at, rest } = aimed(text);
    const form = FORMS.find(known => known === rest);
    return form && { at, form };
  },
};

/** Two minutes: long enough to be seen, short enough to be waited for. */
const COME_BACK_SECONDS = 120;

const retryAfter: Switch<RetryAfter | 'none'> = {
  says: 'Whether maintenance says when to come back: in 120 seconds, or in as many as named.',
  allowed: 'none | seconds | http-date | seconds:<n> | http-date:<n>',
  default: 'none',
  facts: ['INFRA-02'],
  read: text => {
    if (text === 'none') return 'none';
    const match = /^(seconds|http-date)(?::(\d{1,6}))?$/.exec(text);
    if (!match) return undefined;
    const as = match[1] === 'seconds' ? 'seconds' : 'http-date';
    return { as, seconds: match[2] === undefined ? COME_BACK_SECONDS : Number(match[2]) };
  },
};

/** Longer than most clients care to wait. */
const SLOW_SECONDS = 30;
const SLOWEST_SECONDS = 3600;

const broken: Switch<Broken | 'none'> = {
  says: 'What is broken in front of both services, or of one; slow is 30 seconds late, or as many as named.',
  allowed: `none | ${BREAKS.join(' | ')} | slow:<seconds> | ${ONE_ALONE}`,
  near: ['none', ...eachWay(BREAKS)],
  default: 'none',
  facts: ['INFRA-03', 'INFRA-05', 'INFRA-06', 'INFRA-07'],
  read: text => {
    if (text === 'none') return 'none';
    const { at, rest } = aimed(text);
    const slow = /^slow:(\d{1,4})$/.exec(rest);
    if (slow) {
      const seconds = Number(slow[1]);
      return seconds <= SLOWEST_SECONDS ? { at, kind: 'slow', seconds } : undefined;
    }
    const kind = BREAKS.find(known => known === rest);
    return kind && { at, kind, seconds: SLOW_SECONDS };
  },
};

const MOST_CALLS = 100_000;
/** API management counts over five minutes at most (INFRA-26). */
const LONGEST_WINDOW = 300;
const LONGEST_QUOTA = 31 * 86_400;

function limit(calls: string | undefined, seconds: string | undefined, longest: number): Limit | undefined {
  const [c, s] = [Number(calls), Number(seconds)];
  return c >= 1 && c <= MOST_CALLS && s >= 1 && s <= longest ? { calls: c, seconds: s } : undefined;
}

const throttle: Switch<Throttle | 'off'> = {
  says: 'How many calls in how many seconds (300 at most) one partner has; dex names what is not served here.',
  allowed: 'off | <calls>/<seconds> | <targets>:<calls>/<seconds>, targets as in sts or sts,rap,dex',
  near: ['off', '5/1', 'sts:5/1', 'rap:5/1', 'dex:5/1', 'sts,rap:5/1'],
  default: 'off',
  facts: ['INFRA-25', 'INFRA-28', 'STS-45', 'RAP-53'],
  read: text => {
    if (text === 'off') return 'off';
    const match = /^(?:((?:sts|rap|dex)(?:,(?:sts|rap|dex))*):)?(\d{1,6})\/(\d{1,3})$/.exec(text);
    const read = match && limit(match[2], match[3], LONGEST_WINDOW);
    if (!read) return undefined;
    const targets = match[1]?.split(',');
    return { ...read, at: targets ? BOTH.filter(service => targets.includes(service)) : BOTH };
  },
};

const quota: Switch<Limit | 'off'> = {
  says: 'How many RAP calls one partner has in a period of so many seconds (31 days at most).',
  allowed: 'off | <calls>/<seconds>',
  near: ['off', '1000/3600'],
  default: 'off',
  facts: ['INFRA-27'],
  read: text => {
    if (text === 'off') return 'off';
    const match = /^(\d{1,6})\/(\d{1,7})$/.exec(text);
    return match ? limit(match[1], match[2], LONGEST_QUOTA) : undefined;
  },
};

/** What stands in front of the services does. The default comes first. */
export const INFRA = {
  'infra.maintenance': maintenance,
  'infra.retryAfter': retryAfter,
  'infra.fault': broken,
  'infra.throttle': throttle,
  'infra.apim': oneOf(
    ['off', 'dex', 'rap'],
    'What API management stands before: RAP with its keys, or only DeX, which is not served here.',
    'INFRA-20',
    'INFRA-21',
    'INFRA-22',
    'INFRA-23',
    'INFRA-24',
  ),
  'infra.apimText': oneOf(['2018', 'current'], 'How API management words a missing key.', 'INFRA-22'),
  'infra.apimQuota': quota,
  'infra.serverHeaders': oneOf(['none', 'azure'], "Whether the host's own headers and cookie are sent.", 'INFRA-09'),
} as const;
