// `sims-agent doctor`: looks at everything a sync needs, one finding a line, each with its mend. One token, one list. The vault is only read, but
// that a pause the service asks for is noted for the runs to come.

import type { AgentConfig, Configuration } from '../config/configuration.js';
import { type AuthStyle, partnerUrl, upstreamOf } from '../config/upstream.js';
import { judgeList } from '../core/evidence.js';
import { switchedOff } from '../core/policy.js';
import { emptySnapshot } from '../core/snapshot.js';
import { isoTime } from '../core/time.js';
import { AgentError, TryLater } from '../errors.js';
import { scrubber } from '../log.js';
import type { Store } from '../ports.js';
import { clockUntil } from '../system-clock.js';
import { differenceOf, filledFromAnother } from '../vault/generation.js';
import { Vault } from '../vault/reader.js';
import { newRun } from '../vault/session.js';
import { openStore } from '../vault/store.js';
import { advice, placeOf } from '../wire/advice.js';
import { makeRhythm } from '../wire/pace.js';
import { openPartner, type ToldPartner } from '../wire/partner.js';
import type { Gate } from '../wire/patience.js';
import { readKept, writeKept } from '../wire/standing.js';
import { type Answer, lines, many } from './describe.js';

type Finding = {
  readonly about: 'configuration' | 'policy' | 'key' | 'vault' | 'token' | 'style' | 'clock' | 'list';
  readonly state: 'ok' | 'warn' | 'bad';
  /** What was found, and what to do about it. */
  readonly says: string;
  /** What a bad one ends with. */
  readonly exit?: number;
};

const ok = (about: Finding['about'], says: string): Finding => ({ about, state: 'ok', says });
const warn = (about: Finding['about'], says: string): Finding => ({ about, state: 'warn', says });
const bad = (about: Finding['about'], { message, exit }: Pick<AgentError, 'message' | 'exit'>): Finding => ({
  about,
  state: 'bad',
  says: message,
  exit,
});

/** What `find` finds; an expected failure is a finding, too. */
async function finding(about: Finding['about'], find: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof AgentError) return [bad(about, error)];
    throw error;
  }
}

/** `tryStyles` shows the secret once in every way there is: several refusals, which is why it has to be asked for. */
export async function doctor(configuration: Configuration, tryStyles: boolean, asJson: boolean): Promise<Answer> {
  const found: Finding[] = [];
  let config: AgentConfig | undefined;
  found.push(
    ...(await finding('configuration', async () => {
      config = configuration.agent();
      return aboutSettings(config);
    })),
  );
  if (config) found.push(...(await aboutRest(config, tryStyles)));
  // The order in which exit codes win (12 > 5 > 6 > 78).
  const exit = [12, 5, 6, 78].find(code => found.some(each => each.exit === code)) ?? 0;
  const text = asJson ? `${JSON.stringify(found, null, 2)}\n` : lines(found.map(line));
  return { exit, text };
}

const line = ({ state, about, says }: Finding): string => `${state.padEnd(6)}${about.padEnd(15)}${says}`;

function aboutSettings({ tokenUrl, rapUrl, applicationId, vendor, policy, key }: AgentConfig): readonly Finding[] {
  const asked = `${vendor.id} (${vendor.style}, ${vendor.scope}) asks ${tokenUrl.host} and ${rapUrl.host} for ${applicationId}`;
  const unguarded = switchedOff(policy).map(name =>
    warn('policy', `${name} guards nothing. Take it out of SIMS_AGENT_POLICY, unless it is meant.`),
  );
  return [ok('configuration', asked), ...unguarded, ...(key.warning === undefined ? [] : [warn('key', key.warning)])];
}

async function aboutRest(config: AgentConfig, tryStyles: boolean): Promise<readonly Finding[]> {
  const store = await openStore(config.vault);
  try {
    const aboutVault = await finding('vault', () => vaultFindings(config, store));
    const { pausedUntil } = (await readKept(store)).standing;
    const quiet = makeQuiet(config.policy.pausesAcrossRuns === 'kept' ? pausedUntil : 0);
    if (quiet.until() > Date.now()) return [...aboutVault, bad('token', leftAlone(quiet.until()))];
    const found = await aboutService(config, tryStyles, quiet);
    return [...aboutVault, ...found, ...(await noteQuiet(store, quiet.until()))];
  } finally {
    await store.close();
  }
}

async function vaultFindings(config: AgentConfig, store: Store): Promise<readonly Finding[]> {
  const isNew = (await store.current()) === null;
  if (isNew && config.keyIsDefault)
    return [ok('vault', `There is none in ${store.name} yet. The first sync makes it, and a key if there is none.`)];
  await config.key.open();
  const key = ok('key', `${config.key.name} opens`);
  if (isNew) return [key, ok('vault', `There is none in ${store.name} yet. The first sync makes it.`)];
  const vault = new Vault(store, config.key);
  await vault.refresh();
  const header = vault.opened?.header;
  if (!header) return [key];
  const other = differenceOf(header.upstream, upstreamOf(config));
  if (other !== null) return [key, bad('vault', { message: filledFromAnother(other), exit: 78 })];
  const { generation, createdAt } = header;
  return [
    key,
    ok('vault', `generation ${generation} of ${isoTime(createdAt)}, ${many(vault.sites.length, 'site')}, whole`),
  ];
}

type Quiet = Gate & { until(): number };

/** The gate of all the doctor sends: once the service has asked to be left alone, nothing more goes out, for however short a time. */
function makeQuiet(knownUntil: number): Quiet {
  let until = knownUntil;
  return {
    until: () => until,
    quiet: asked => {
      until = Math.max(until, asked);
    },
    // The day's budget is not asked: a person stands beside it.
    pass: async () => {
      if (until > Date.now()) throw leftAlone(until);
    },
    listed: async () => {},
  };
}

const leftAlone = (until: number): TryLater =>
  new TryLater('deferred', `The service asked to be left alone until ${isoTime(until)}. Run the doctor again then.`);

/** The pause binds every run to come. It is noted under the vault's lock, so while another agent has that, a person is told instead. */
async function noteQuiet(store: Store, until: number): Promise<readonly Finding[]> {
  if (until <= Date.now()) return [];
  const found = await finding('vault', async () => {
    const tenure = await store.take(newRun());
    try {
      const { standing, lastRun } = await readKept(store);
      const pausedUntil = Math.max(standing.pausedUntil, until);
      await writeKept(store, { standing: { ...standing, pausedUntil }, lastRun });
    } finally {
      await tenure.release();
    }
    return [];
  });
  const unnoted = `The service asked to be left alone, which could not be noted. Run no sync before ${isoTime(until)}.`;
  return found.map(({ says }) => warn('vault', `${unnoted} ${says}`));
}

const styles: readonly AuthStyle[] = ['rfc6749', 'raw', 'post'];

async function aboutService(config: AgentConfig, tryStyles: boolean, quiet: Quiet): Promise<readonly Finding[]> {
  const { style } = config.vendor;
  const openAs = opener(config, quiet);
  const partner = await openAs(style);
  try {
    const token = await finding('token', async () => {
      await partner.token();
      return [ok('token', `${config.tokenUrl.host} gives one (SIMS_AUTH_STYLE=${style})`)];
    });
    const hasToken = token.every(each => each.state === 'ok');
    const isRefused = token.some(each => each.exit === 5);
    const list = hasToken ? await listFindings(config, partner) : [];
    const hint =
      'If id and secret are right: sims-agent doctor --try-styles shows them in the other ways, too, once each.';
    const others = tryStyles ? await styleFindings(style, openAs, hasToken) : isRefused ? [warn('style', hint)] : [];
    return [...token, ...others, ...clockFindings(partner.aheadMs()), ...list];
  } finally {
    await partner.close();
  }
}

type Open = (style: AuthStyle) => Promise<ToldPartner>;

/** One attempt for each call, and one pace and one gate for all of them. */
function opener(config: AgentConfig, quiet: Quiet): Open {
  const policy = { ...config.policy, attempts: 1 };
  const clock = clockUntil(undefined);
  const rhythm = makeRhythm(policy, clock);
  return style => {
    const vendor = { ...config.vendor, style };
    return openPartner({ ...config, vendor, policy }, clock, () => {}, scrubber, quiet, rhythm);
  };
}

async function styleFindings(configured: AuthStyle, openAs: Open, isWell: boolean): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const style of styles.filter(each => each !== configured)) {
    const partner = await openAs(style);
    const [problem] = await finding('style', async () => {
      await partner.token();
      return [];
    });
    await partner.close();
    if (problem) found.push(problem.exit === 5 ? ok('style', `${style} is not taken`) : unanswered(style, problem));
    else if (isWell) found.push(ok('style', `${style} is taken as well`));
    else found.push(warn('style', `${style} is taken. Set SIMS_AUTH_STYLE=${style}.`));
  }
  return found;
}

/** Only a refusal says that a style is not taken; silence says nothing of it. */
const unanswered = (style: AuthStyle, { says }: Finding): Finding =>
  warn('style', `${style} could not be tried. ${says}`);

const clockTolerance = 30_000;

function clockFindings(aheadMs: number | null): readonly Finding[] {
  if (aheadMs === null) return [];
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  if (Math.abs(aheadMs) <= clockTolerance)
    return [ok('clock', `agrees with the service, within ${many(seconds, 'second')}`)];
  const says = `This machine is ${many(seconds, 'second')} ${aheadMs > 0 ? 'behind' : 'ahead of'} the service. Set its clock (NTP).`;
  return [warn('clock', says)];
}

async function listFindings(config: AgentConfig, partner: ToldPartner): Promise<readonly Finding[]> {
  return finding('list', async () => {
    const verdict = judgeList(await partner.sites(), emptySnapshot);
    if (!verdict.go) {
      const says = advice(verdict.code, placeOf(partnerUrl(config), 'SIMS_RAP_URL'));
      return [bad('list', { message: `${says} (${verdict.code})`, exit: verdict.exit })];
    }
    const { rows, gaps } = verdict.go;
    const authorised = rows.filter(row => row.authorised === 1).length;
    const says = `${many(rows.length, 'site')}, ${authorised} authorised`;
    return gaps ? [warn('list', `${says}; a row without a usable id. Tell Partner Support.`)] : [ok('list', says)];
  });
}
