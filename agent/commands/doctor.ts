// `sims-agent doctor`: looks at everything a sync needs, one finding a line, each with its mend. One token, one list; the vault is only read.

import type { AgentConfig, Configuration } from '../config/configuration.js';
import { type AuthStyle, partnerUrl, upstreamOf } from '../config/upstream.js';
import { judgeList } from '../core/evidence.js';
import { switchedOff } from '../core/policy.js';
import { emptySnapshot } from '../core/snapshot.js';
import { isoTime } from '../core/time.js';
import { AgentError } from '../errors.js';
import { scrubber } from '../log.js';
import type { Store } from '../ports.js';
import { clockUntil } from '../system-clock.js';
import { differenceOf, filledFromAnother } from '../vault/generation.js';
import { Vault } from '../vault/reader.js';
import { openStore } from '../vault/store.js';
import { advice, placeOf } from '../wire/advice.js';
import { openPartner, type ToldPartner } from '../wire/partner.js';
import { readKept } from '../wire/standing.js';
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
    if (pausedUntil > Date.now()) {
      const says = `The service asked to be left alone until ${isoTime(pausedUntil)}. Run the doctor again then.`;
      return [...aboutVault, { about: 'token', state: 'bad', says, exit: 6 }];
    }
    return [...aboutVault, ...(await aboutService(config, tryStyles))];
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

const styles: readonly AuthStyle[] = ['rfc6749', 'raw', 'post'];

async function aboutService(config: AgentConfig, tryStyles: boolean): Promise<readonly Finding[]> {
  const { style } = config.vendor;
  const partner = await openAs(config, style);
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
    const others = tryStyles ? await styleFindings(config, hasToken) : isRefused ? [warn('style', hint)] : [];
    return [...token, ...others, ...clockFindings(partner.aheadMs()), ...list];
  } finally {
    await partner.close();
  }
}

/** One attempt for each call. The day's budget is not asked: a person stands beside it. */
const openAs = (config: AgentConfig, style: AuthStyle): Promise<ToldPartner> =>
  openPartner(
    { ...config, vendor: { ...config.vendor, style }, policy: { ...config.policy, attempts: 1 } },
    clockUntil(undefined),
    () => {},
    scrubber,
    { pass: () => {}, quiet: () => {}, listed: () => {} },
  );

async function styleFindings(config: AgentConfig, isWell: boolean): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const style of styles.filter(each => each !== config.vendor.style)) {
    const partner = await openAs(config, style);
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
