/** What agents report, as the page shows it. Anybody may post a report, so nothing of it is taken for granted. */

/** What the journal holds of the time since the report before; `optimum` is 2 + N. */
export type Calls = Readonly<Record<'tokens' | 'lists' | 'clients' | 'refused' | 'optimum', number>>;

/** As `GET …/agent-reports` tells it. `at`: epoch ms on the world's clock. */
export type Posted = {
  readonly number: number;
  readonly at: number;
  readonly report: Readonly<Record<string, unknown>>;
  readonly calls: Calls;
};

/** One line of a plan: `+` comes, `-` goes, `~` changes, `!` waits, a blank for what says nothing of that. */
export type PlanLine = { readonly sign: '+' | '-' | '~' | '!' | ' '; readonly text: string };

export type Held = {
  readonly why: string;
  readonly count: number | undefined;
  /** The command that approves it, where it is known. */
  readonly approve: string | undefined;
};

export type Told = {
  readonly number: number;
  readonly at: number;
  readonly calls: Calls;
  readonly agent: string;
  /** False where it only says what it holds. */
  readonly isSync: boolean;
  readonly command: string | undefined;
  readonly exit: number | null | undefined;
  readonly generation: number | undefined;
  readonly durationMs: number | undefined;
  /** Requests as the agent counted them; undefined where it did not. */
  readonly requests: Readonly<Record<'token' | 'lists' | 'clients' | 'retries', number | undefined>> | undefined;
  /** Undefined where no plan was told. */
  readonly plan: readonly PlanLine[] | undefined;
  readonly held: readonly Held[];
  /** How many credentials it said it holds. */
  readonly holding: number | undefined;
  /** How old the oldest credential was when it reported, ms. */
  readonly oldestMs: number | undefined;
  readonly says: string;
};

/** Pure. */
export function told({ number, at, calls, report }: Posted): Told {
  const { agent, command, exit, generation, durationMs, holding, says, code, advice } = report;
  const plan = planOf(report);
  const held = heldOf(report);
  const requests = requestsOf(report['requests']);
  const by = {
    number,
    at,
    calls,
    agent: text(agent) ?? 'somebody',
    isSync: [command, exit, generation, durationMs, requests, plan, says].some(each => each !== undefined),
    command: text(command),
    exit: exit === null ? null : count(exit),
    generation: count(generation),
    durationMs: count(durationMs),
    requests,
    plan,
    held,
    holding: count(holding),
    oldestMs: ageOf(report, at),
  };
  return { ...by, says: text(says) ?? text(advice) ?? text(code) ?? sentence(by, report['changes']) };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const count = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const members = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
const items = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined);

function requestsOf(value: unknown): Told['requests'] {
  const { token, lists, list, clients, retries } = members(value) ?? {};
  const told = { token: count(token), lists: count(lists ?? list), clients: count(clients), retries: count(retries) };
  return Object.values(told).some(each => each !== undefined) ? told : undefined;
}

/** Our own agent calls it `operations`, with what is kept among them. */
function planOf({ plan, operations }: Posted['report']): readonly PlanLine[] | undefined {
  const lines = items(plan) ?? items(operations)?.filter(each => !isKept(members(each)));
  return lines?.map(each => (typeof each === 'string' ? sentenceLine(each) : partsLine(members(each) ?? {})));
}

const isKept = (each: ReturnType<typeof members>): boolean => each?.['op'] === 'keep' && each['standing'] !== 'held';

function sentenceLine(line: string): PlanLine {
  const [, sign, rest] = /^([-+~!]) +(.*)$/su.exec(line) ?? [];
  return sign === '+' || sign === '-' || sign === '~' || sign === '!'
    ? { sign, text: rest ?? '' }
    : { sign: ' ', text: line };
}

const SIGNS: readonly (readonly [PlanLine['sign'], RegExp])[] = [
  ['+', /^(add|activate|restore|resume|new)/],
  ['-', /^(remove|tombstone|suspend|empty|purge|delete)/],
  [' ', /^keep/],
];

function partsLine(each: Readonly<Record<string, unknown>>): PlanLine {
  const op = text(each['op']) ?? 'change';
  const waits = each['standing'] === 'held' || each['standing'] === 'postponed';
  const sign = waits ? '!' : (SIGNS.find(([, pattern]) => pattern.test(op))?.[0] ?? '~');
  const reason =
    text(each['reason']) ?? (waits ? [each['standing'], each['guard']].filter(text).join(' by ') : undefined);
  const words = [op, text(each['organisationId'] ?? each['organisation']), text(each['clientId'] ?? each['client'])];
  return { sign, text: `${words.filter(Boolean).join(' ')}${reason === undefined ? '' : ` (${reason})`}` };
}

/** As `held`, or as our own agent writes it: one `hold` with its guards and the digest that an approval names. */
function heldOf({ held, hold }: Posted['report']): readonly Held[] {
  const own = members(hold);
  const digest = text(own?.['digest']);
  const guards = items(held) ?? items(own?.['guards']) ?? [];
  const found = guards.map(guard => {
    const each = members(guard) ?? {};
    const approve = text(each['approve']) ?? (digest && `npx sims-agent approve ${digest.slice(0, 12)}`);
    return { why: text(each['guard']) ?? 'held back', count: count(each['count']), approve };
  });
  if (found.length > 0 || digest === undefined) return found;
  return [
    { why: 'held back', count: count(own?.['operations']), approve: `npx sims-agent approve ${digest.slice(0, 12)}` },
  ];
}

/** By the clock of the agent, where it says what time it is; by that of the world where it does not. */
function ageOf({ at: said, oldestCredentialAt }: Posted['report'], at: number): number | undefined {
  const oldest = instantOf(oldestCredentialAt);
  return oldest === undefined ? undefined : Math.max(0, (instantOf(said) ?? at) - oldest);
}

function instantOf(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : value;
  return typeof at === 'number' && Number.isFinite(at) ? at : undefined;
}

const CHANGES = { add: 'added', rotate: 'replaced', restore: 'restored', suspend: 'suspended', tombstone: 'removed' };

/** What there is to say where the agent said nothing in words. */
function sentence({ isSync, exit, holding, held }: Omit<Told, 'says'>, changes: unknown): string {
  if (!isSync && holding !== undefined)
    return `Said what it holds: ${holding} ${holding === 1 ? 'credential' : 'credentials'}.`;
  const tally = members(changes) ?? {};
  const done = Object.entries(CHANGES).flatMap(([name, word]) =>
    count(tally[name]) ? [`${tally[name]} ${word}`] : [],
  );
  if (held.length > 0) return `${[...done, 'part of it waits for a person'].join(', ')}.`.replace(/^p/, 'P');
  if (done.length > 0) return `${done.join(', ')}.`;
  if (changes !== undefined && exit === 0) return 'Nothing had changed.';
  return exit === undefined || exit === 0 ? 'A sync was done.' : 'The sync did not come to its end.';
}
