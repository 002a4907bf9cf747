// What a command needs, made of the settings and checked before anything is sent. The only reader of the environment.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigurationError, UsageError } from '../errors.js';
import type { Place, Policy } from '../ports.js';
import { Secret } from '../secret.js';
import { type KeySource, keySource } from '../vault/key-source.js';
import { isDatabase, parseDatabaseUrl } from '../vault/postgres/url.js';
import type { VaultPlace } from '../vault/store.js';
import { defaultPolicy, parsePolicy } from './policy-file.js';
import { proxyFor, type WebProxy, withoutLogin } from './proxy.js';
import { certificatesIn, clientSecretIn, readText, refuseInside, refuseUnsafe } from './secrets.js';
import { type Environment, type Given, gather, need, portIn, settings } from './settings.js';
import { addressIn, applicationIdIn, refuseMix, styleIn, type Upstream } from './upstream.js';

/** Where the vault is and what opens it: all that reading needs. */
export type StoreConfig = { readonly vault: VaultPlace; readonly key: KeySource; readonly keyIsDefault: boolean };

export type ServeConfig = StoreConfig & {
  readonly place: Place;
  /** What a caller has to show; undefined: whoever can reach the socket may read. */
  readonly bearer: KeySource | undefined;
};

export type AgentConfig = StoreConfig &
  Upstream & {
    readonly ca: string | undefined;
    /** What leads to each service, where something must. */
    readonly proxies: { readonly sts: WebProxy | undefined; readonly rap: WebProxy | undefined };
    readonly policy: Policy;
  };

/** Whether npm started this process (npx, a script of a package), which it tells every child on any system. */
export const startedByNpm = (env: Environment = process.env): boolean => env['npm_command'] !== undefined;

export class Configuration {
  readonly #given: Given;
  readonly #env: Environment;
  #keySource: KeySource | undefined;

  constructor(flags: Given, env: Environment = process.env) {
    this.#env = env;
    if (flags.vault !== undefined && isDatabase(flags.vault) && parseDatabaseUrl(flags.vault).password !== undefined)
      throw new UsageError(
        'A password on the command line shows in process lists and histories. Set SIMS_VAULT, PGPASSWORD or a password file.',
      );
    this.#given = gather(flags, env);
  }

  get probeKey(): string | undefined {
    return this.#env['SIMS_PROBE_KEY'] || undefined;
  }

  /** Whether a terminal may be drawn on. */
  get mayRedraw(): boolean {
    return !this.#env['CI'] && !this.#env['NO_COLOR'];
  }

  /** Throws ConfigurationError. Touches no file. */
  store(): StoreConfig {
    const keyIsDefault = this.#given.key === undefined;
    const key = this.#key();
    const { vault } = this.#given;
    if (vault !== undefined) {
      parseDatabaseUrl(vault);
      return Object.freeze({ vault: new Secret(vault), key, keyIsDefault });
    }
    const stateDir = resolve(need(this.#given, 'stateDir'));
    refuseInside(stateDir, key);
    return Object.freeze({ vault: join(stateDir, 'vault'), key, keyIsDefault });
  }

  /** The key `key rotate` seals under from now on. Throws ConfigurationError. */
  newKey(): KeySource {
    const key = keySource(need(this.#given, 'newKey'), this.#env, settings.newKey.env);
    if (this.#given.vault === undefined) refuseInside(resolve(need(this.#given, 'stateDir')), key);
    return key;
  }

  /** Made once: what is read from a variable is taken out of the environment. */
  #key(): KeySource {
    const { env } = settings.key;
    this.#keySource ??= keySource(this.#given.key ?? `file:${this.#inConfigFolder('key')}`, this.#env, env);
    return this.#keySource;
  }

  /** Everything a sync needs, checked before any request. Throws ConfigurationError. */
  agent(): AgentConfig {
    refuseUnsafe(this.#env);
    const tokenUrl = addressIn(this.#given, 'tokenUrl');
    const rapUrl = addressIn(this.#given, 'rapUrl');
    refuseMix(tokenUrl, rapUrl);
    return Object.freeze({
      ...this.store(),
      tokenUrl,
      rapUrl,
      applicationId: applicationIdIn(this.#given),
      vendor: Object.freeze({
        id: need(this.#given, 'clientId'),
        secret: clientSecretIn(this.#env),
        scope: this.#scope(),
        style: styleIn(this.#given),
      }),
      ca: this.#given.caFile === undefined ? undefined : certificatesIn(this.#given.caFile),
      proxies: Object.freeze({ sts: proxyFor(tokenUrl, this.#env), rap: proxyFor(rapUrl, this.#env) }),
      policy: this.policy(),
    });
  }

  /** Where `watch` shows its pages on 127.0.0.1; undefined = nowhere. */
  metricsPort(): number | undefined {
    return portIn(this.#given, 'metricsPort');
  }

  /** All that `serve` needs: nothing of the service. Throws ConfigurationError. */
  serving(): ServeConfig {
    refuseUnsafe(this.#env);
    const { socket, bearer: given } = this.#given;
    const port = portIn(this.#given, 'port');
    const place =
      socket === undefined ? port !== undefined && { port } : port === undefined && { socket: resolve(socket) };
    if (!place)
      throw new ConfigurationError(
        'serve listens at one place: give --socket <path>, or --port <number> (0 takes any).',
      );
    const store = this.store();
    const text = given ?? ('port' in place ? `file:${this.#inConfigFolder('bearer')}` : undefined);
    const bearer = text === undefined ? undefined : keySource(text, this.#env, settings.bearer.env);
    if (bearer?.name === store.key.name)
      throw new ConfigurationError('SIMS_AGENT_BEARER is the key of the vault. Give callers one of their own.');
    return Object.freeze({ ...store, place, bearer });
  }

  policy(): Policy {
    const file = this.#given.policy;
    if (file === undefined) return defaultPolicy;
    if (file.startsWith('{'))
      throw new ConfigurationError(
        'SIMS_AGENT_POLICY is the path of a file. Write the policy into one, and name it there.',
      );
    return parsePolicy(readText(file, settings.policy.env), file);
  }

  /** What would be used, for people; the secret is masked. */
  printable(): Readonly<Record<string, unknown>> {
    const hasSecret = this.#env['SIMS_CLIENT_SECRET'] || this.#env['SIMS_CLIENT_SECRET_FILE'];
    return {
      ...this.#given,
      newKey: this.#given.newKey && this.newKey().name,
      vault: this.#given.vault === undefined ? undefined : parseDatabaseUrl(this.#given.vault).name,
      scope: this.#scope(),
      authStyle: styleIn(this.#given),
      key: this.#key().name,
      bearer: this.#given.bearer && keySource(this.#given.bearer, this.#env, settings.bearer.env).name,
      clientSecret: hasSecret ? new Secret('') : null,
      proxies: { tokenUrl: this.#proxy('tokenUrl'), rapUrl: this.#proxy('rapUrl') },
      policy: this.policy(),
    };
  }

  #proxy(name: 'tokenUrl' | 'rapUrl'): string | null {
    const address = this.#given[name];
    const proxy = address && URL.canParse(address) ? proxyFor(new URL(address), this.#env) : undefined;
    return proxy ? withoutLogin(proxy) : null;
  }

  #scope(): string {
    return this.#given.scope ?? 'partner-read partner-write';
  }

  #inConfigFolder(name: 'key' | 'bearer'): string {
    const home = this.#env['HOME'] || homedir();
    return join(this.#env['XDG_CONFIG_HOME'] || join(home, '.config'), 'sims-agent', name);
  }
}
