import { vendorAddress } from './environment.js';
import { HarnessError } from './errors.js';
import type { HarnessEvent } from './events.js';
import type { Committed, Harness } from './harness.js';
import type { Journal } from './journal/index.js';
import { checkSchools, readScenario } from './registry.js';
import { type Scenario, type StepState, stepStates } from './scenario/index.js';
import type { StsKind } from './switches/rfc-server.js';
import type { InterceptedVariables, Variables } from './variables.js';
import { asHeld, type Held, truth } from './view/index.js';
import {
  type Application,
  type Change,
  currentSecret,
  type Environment,
  isRefused,
  type Partner,
  parseDuration,
  partnerByKey,
  siteByKey,
  type World,
} from './world/index.js';
import { addressOf, DEFAULT_WORLD } from './worlds.js';

/** Where a world is and what opens it. What is off is null. */
export type Ready = {
  readonly stsUrl: string;
  readonly tokenUrl: string;
  readonly rapUrl: string;
  readonly controlUrl: string | null;
  readonly controlToken: string | null;
  readonly consoleUrl: string | null;
  readonly applicationId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The partner's own organisation first, then its schools, in the order of the list. */
  readonly organisationIds: readonly string[];
  readonly world: string;
  readonly scenario: string | null;
  readonly seed: number;
  readonly caFile: string | null;
  readonly proxyUrl: string | null;
};

/** One world, as code uses it. */
export type WorldHandle = {
  readonly id: string;
  /** Which token server serves it. */
  readonly sts: StsKind;
  /** Read anew each time: a reset secret shows at once. */
  readonly ready: Ready;
  readonly journal: Journal;
  world(): World;
  /** @throws HarnessError when the change is impossible; then nothing has changed. */
  commit(change: Change | readonly Change[]): Committed;
  /** A shipped scenario by id, one read from a file, or null for none; its switches are set, world and clock stay. */
  play(scenario: string | Scenario | null): Promise<void>;
  /** Fires a manual step. @throws HarnessError when there is none to fire. */
  fire(step: string): void;
  /** Where the steps of the scenario stand, in its order; empty when none is played. */
  steps(): readonly StepState[];
  /** Its time, epoch ms on its own clock. */
  now(): number;
  /** Milliseconds, or a text such as `1h`. */
  advance(by: number | string): void;
  /** The value in force of a switch, as it is written; undefined for a name that is none. */
  switch(name: string): string | undefined;
  /** @throws HarnessError naming the nearest switch or value. */
  set(switches: Readonly<Record<string, string>>): void;
  /** World, switches, scenario, journal and clock back to the start. */
  reset(): void;
  /** What a perfect agent would hold now; the secret as an HMAC under the probe key (hex). */
  truth(probeKey: string): readonly Held[];
  /** Steps of the scenario that could not do what they say. */
  problems(): readonly string[];
  /** Everything that happens in this world, as it happens. Returns a function that ends the subscription. */
  subscribe(listener: (event: HarnessEvent) => void): () => void;
  /**
   * What agents and tests read from their environment (SIMS_*), of the world's first application or of the first in
   * one of the vendor's environments. @throws HarnessError when there is none.
   */
  variables(environment?: Environment): Variables;
  /**
   * The same for production settings as they are: the vendor's own addresses, and the HTTPS_PROXY that leads them here.
   * @throws HarnessError where no proxy is open.
   */
  interceptedVariables(environment?: Environment): InterceptedVariables;
};

/** Where the listeners are; what is off is null. */
export type Addresses = {
  readonly stsUrl: string;
  readonly rapUrl: string;
  readonly controlUrl: string | null;
  readonly controlToken: string | null;
  /** The page for a browser; null where it or the control port is switched off. */
  readonly consoleUrl: string | null;
  /** The certificate to trust, where anything speaks TLS. */
  readonly caFile: string | null;
  readonly proxyUrl: string | null;
};

/** Where a world is entered: an application, the partner that owns it, and the environment whose addresses they need. */
type Entry = { readonly application: Application; readonly partner: Partner; readonly environment: Environment };

/** The first application of the environment, or of the world where none is named. */
export function mainApplication(world: World, environment?: Environment): Entry {
  for (const application of world.applications) {
    const partner = partnerByKey(world, application.partner);
    const home = partner?.environment ?? environment ?? 'live';
    if (partner && home === (environment ?? home)) return { application, partner, environment: home };
  }
  if (environment !== undefined && world.applications.length > 0)
    throw new HarnessError(
      'HARNESS_ENVIRONMENT',
      `This world has no application in the ${environment} environment. The world both-environments has one in each.`,
    );
  throw new HarnessError('HARNESS_WORLD_EMPTY', 'This world has no application: give it one in world.applications.');
}

/** Read from the world as it is now. */
export function readyOf(harness: Harness, at: Addresses, wanted?: Environment): Ready {
  const world = harness.world();
  const { application, partner, environment } = mainApplication(world, wanted);
  const stsUrl = addressOf(at.stsUrl, harness.id, environment);
  return {
    stsUrl,
    tokenUrl: `${stsUrl}/connect/token`,
    rapUrl: addressOf(at.rapUrl, harness.id, environment),
    controlUrl: at.controlUrl,
    controlToken: at.controlToken,
    consoleUrl: consoleOf(at, harness.id),
    applicationId: application.id,
    clientId: partner.vendorClient.clientId,
    clientSecret: currentSecret(partner.vendorClient),
    organisationIds: organisationsOf(world, application, partner),
    world: world.name,
    scenario: harness.scenario()?.id ?? null,
    seed: world.seed,
    caFile: at.caFile,
    proxyUrl: at.proxyUrl,
  };
}

/** The page on one world; the default one needs no name. */
function consoleOf({ consoleUrl }: Addresses, id: string): string | null {
  return consoleUrl === null || id === DEFAULT_WORLD ? consoleUrl : `${consoleUrl}#/?world=${id}`;
}

function organisationsOf(world: World, application: Application, partner: Partner): string[] {
  const linked = world.installations
    .filter(i => i.application === application.id && i.state !== 'removed')
    .map(i => i.site);
  const ownFirst = [partner.ownSite, ...linked.filter(key => key !== partner.ownSite)];
  return ownFirst.flatMap(key => siteByKey(world, key)?.organisationId ?? []);
}

/** What agents and tests read from their environment. */
export function variablesOf(harness: Harness, at: Addresses, environment?: Environment): Variables {
  const ready = readyOf(harness, at, environment);
  const { partner } = mainApplication(harness.world(), environment);
  return {
    SIMS_TOKEN_URL: ready.tokenUrl,
    SIMS_RAP_URL: ready.rapUrl,
    SIMS_CLIENT_ID: ready.clientId,
    SIMS_CLIENT_SECRET: ready.clientSecret,
    SIMS_SCOPE: scopeToAskFor(partner.vendorClient.scopes),
    SIMS_APPLICATION_ID: ready.applicationId,
    SIMS_ORGANISATION_ID: ready.organisationIds[0] ?? '',
    SIMS_PROBE_KEY: harness.probeKey,
    ...(at.caFile !== null && { SIMS_CA_FILE: at.caFile }),
  };
}

/** What the partner calls need (TOK-02), or everything where a switch leaves nothing of that sort. */
function scopeToAskFor(scopes: readonly string[]): string {
  const forPartners = scopes.filter(scope => scope.startsWith('partner-'));
  return (forPartners.length > 0 ? forPartners : scopes).join(' ');
}

/** What leads production settings to a world: everything but its two addresses stays as it is. */
function interceptedOf(harness: Harness, at: Addresses, wanted?: Environment): InterceptedVariables {
  if (at.proxyUrl === null)
    throw new HarnessError('HARNESS_NO_PROXY', 'This harness has no proxy: start it with intercept (--intercept).');
  const { environment } = mainApplication(harness.world(), wanted);
  const address = (service: 'sts' | 'rap') => addressOf(vendorAddress(service, environment), harness.id);
  return {
    ...variablesOf(harness, at, environment),
    SIMS_TOKEN_URL: `${address('sts')}/connect/token`,
    SIMS_RAP_URL: address('rap'),
    HTTPS_PROXY: at.proxyUrl,
  };
}

/** A world with the few verbs that code needs. `home` is the environment it tells of unless another is named. */
export function handleOf(harness: Harness, at: Addresses, home?: Environment): WorldHandle {
  return {
    id: harness.id,
    sts: harness.sts,
    get ready() {
      return readyOf(harness, at, home);
    },
    journal: harness.journal,
    world: harness.world,
    commit: change => {
      const changes = Array.isArray(change) ? (change as readonly Change[]) : [change as Change];
      for (const c of changes) refuseUnkind(c);
      const result = harness.commit(changes, 'library');
      if (isRefused(result)) throw new HarnessError('HARNESS_CHANGE', result.message);
      return result;
    },
    play: async scenario => {
      const chosen = await readScenario(scenario);
      if (chosen) checkSchools(chosen, harness.world());
      const refused = harness.play(chosen);
      if (refused) throw new HarnessError('HARNESS_SWITCH', refused.message);
    },
    fire: step => {
      const refused = harness.fire(step);
      if (refused) throw new HarnessError('HARNESS_STEP', refused.message);
    },
    steps: () => {
      const state = harness.scenarioState();
      return state ? stepStates(state) : [];
    },
    now: harness.clock.now,
    advance: by => harness.advance(typeof by === 'number' ? by : lengthOf(by)),
    switch: name => (harness.switchTexts() as Readonly<Record<string, string>>)[name],
    set: switches => {
      const refused = harness.setSwitches(switches);
      if (refused) throw new HarnessError('HARNESS_SWITCH', refused.message);
    },
    reset: harness.reset,
    truth: probeKey => {
      const world = harness.world();
      const { application } = mainApplication(world, home);
      return asHeld(truth(world, application, harness.switches(), harness.clock.now()), probeKey);
    },
    problems: harness.problems,
    subscribe: harness.subscribe,
    variables: (environment = home) => variablesOf(harness, at, environment),
    interceptedVariables: (environment = home) => interceptedOf(harness, at, environment),
  };
}

/** JavaScript callers have no compiler to tell them that scenario files spell changes another way. */
function refuseUnkind(change: Change): void {
  if (typeof (change as Partial<Change> | null)?.kind === 'string') return;
  const example = "{ kind: 'site.removed', site: 'oakfield' }";
  throw new HarnessError('HARNESS_CHANGE', `A change names its kind: write it like ${example}.`);
}

function lengthOf(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined)
    throw new HarnessError('HARNESS_DURATION', `"${text}" is no length of time: write it like 30s, 10m or 1h.`);
  return ms;
}
