// The only reader of the environment. Flags win over variables; a secret never comes from the command line.
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { ConfigurationError, systemCode, UsageError } from '../errors.js';
import type { AuthStyle, Place, Policy, VendorClient } from '../ports.js';
import { Secret } from '../secret.js';
import { type KeySource, keySource } from '../vault/key-source.js';
import { isDatabase, parseDatabaseUrl } from '../vault/postgres/url.js';
import type { VaultPlace } from '../vault/store.js';
import { didYouMean } from './nearest.js';
import { defaultPolicy, isGuid, parsePolicy } from './policy-file.js';
import { isLoopback, proxyFor, type WebProxy, withoutLogin } from './proxy.js';

/** Every setting by name, with the flag and the variable it can come from. */
export const settings = {
  tokenUrl: { flag: 'token-url', env: 'SIMS_TOKEN_URL' },
  rapUrl: { flag: 'rap-url', env: 'SIMS_RAP_URL' },
  clientId: { flag: 'client-id', env: 'SIMS_CLIENT_ID' },
  scope: { flag: 'scope', env: 'SIMS_SCOPE' },
  applicationId: { flag: 'application-id', env: 'SIMS_APPLICATION_ID' },
  organisationId: { flag: 'organisation-id', env: 'SIMS_ORGANISATION_ID' },
  vault: { flag: 'vault', env: 'SIMS_VAULT' },
  stateDir: { flag: 'state-dir', env: 'SIMS_STATE_DIR' },
  caFile: { flag: 'ca-file', env: 'SIMS_CA_FILE' },
  authStyle: { flag: 'auth-style', env: 'SIMS_AUTH_STYLE' },
  key: { flag: 'key', env: 'SIMS_AGENT_KEY' },
  newKey: { flag: 'new-key', env: 'SIMS_AGENT_NEW_KEY' },
  policy: { flag: 'policy', env: 'SIMS_AGENT_POLICY' },
  metricsPort: { flag: 'metrics-port', env: 'SIMS_METRICS_PORT' },
  socket: { flag: 'socket', env: 'SIMS_AGENT_SOCKET' },
  port: { flag: 'port', env: 'SIMS_AGENT_PORT' },
  bearer: { flag: 'bearer', env: 'SIMS_AGENT_BEARER' },
} as const;

export type SettingName = keyof typeof settings;
export type Environment = Readonly<Record<string, string | undefined>>;
type Given = Readonly<Partial<Record<SettingName, string>>>;

/** Where the vault is and what opens it: all that reading needs. */
export type StoreConfig = { readonly vault: VaultPlace; readonly key: KeySource; readonly keyIsDefault: boolean };

export type ServeConfig = StoreConfig & {
  readonly place: Place;
  /** What a caller has to show; undefined: whoever can reach the socket may read. */
  readonly bearer: KeySource | undefined;
};

export type AgentConfig = StoreConfig & {
  readonly tokenUrl: URL;
  readonly rapUrl: URL;
  readonly applicationId: string;
  readonly vendor: VendorClient;
  readonly ca: string | undefined;
  /** What leads to each service, where something must. */
  readonly proxies: { readonly sts: WebProxy | undefined; readonly rap: WebProxy | undefined };
  readonly policy: Policy;
};

/** Where the partner API has this application, whatever stands before it. */
export function partnerUrl({ rapUrl, applicationId }: Pick<AgentConfig, 'rapUrl' | 'applicationId'>): URL {
  const url = new URL(rapUrl);
  url.pathname = `${rapUrl.pathname.replace(/\/+$/, '')}/api/v1/partner/${applicationId}`;
  return url;
}

/** What a vault is filled from, and the only thing it may be filled from again (E11). */
export const upstreamOf = ({ tokenUrl, rapUrl, applicationId, vendor }: AgentConfig) => ({
  sts: tokenUrl.host + tokenUrl.pathname,
  rap: rapUrl.host + rapUrl.pathname.replace(/\/+$/, ''),
  application: applicationId,
  client: vendor.id,
});

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
    const names = Object.keys(settings) as SettingName[];
    // An empty variable is one nobody set.
    const pairs = names.map(name => [name, flags[name] ?? (env[settings[name].env] || undefined)] as const);
    this.#given = Object.freeze(Object.fromEntries(pairs.filter(([, value]) => value !== undefined)));
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
    const stateDir = resolve(this.#need('stateDir'));
    refuseInside(stateDir, key);
    return Object.freeze({ vault: join(stateDir, 'vault'), key, keyIsDefault });
  }

  /** The key `key rotate` seals under from now on. Throws ConfigurationError. */
  newKey(): KeySource {
    const key = keySource(this.#need('newKey'), this.#env, settings.newKey.env);
    if (this.#given.vault === undefined) refuseInside(resolve(this.#need('stateDir')), key);
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
    this.#refuseUnsafe();
    const tokenUrl = this.#url('tokenUrl');
    const rapUrl = this.#url('rapUrl');
    refuseMix(tokenUrl, rapUrl);
    if (this.#given.organisationId !== undefined && !isGuid(this.#given.organisationId))
      throw new ConfigurationError(
        'SIMS_ORGANISATION_ID is no GUID. Correct it or leave it out: sync does not need it.',
      );
    return Object.freeze({
      ...this.store(),
      tokenUrl,
      rapUrl,
      applicationId: applicationIdFrom(this.#need('applicationId')),
      vendor: Object.freeze({
        id: this.#need('clientId'),
        secret: this.#clientSecret(),
        scope: this.#scope(),
        style: this.#style(),
      }),
      ca: this.#given.caFile === undefined ? undefined : certificatesIn(this.#given.caFile),
      proxies: Object.freeze({ sts: proxyFor(tokenUrl, this.#env), rap: proxyFor(rapUrl, this.#env) }),
      policy: this.policy(),
    });
  }

  /** Where `watch` shows its pages on 127.0.0.1; undefined = nowhere. */
  metricsPort(): number | undefined {
    return this.#port('metricsPort');
  }

  /** All that `serve` needs: nothing of the service. Throws ConfigurationError. */
  serving(): ServeConfig {
    this.#refuseUnsafe();
    const { socket, bearer: given } = this.#given;
    const port = this.#port('port');
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

  #port(name: 'metricsPort' | 'port'): number | undefined {
    const text = this.#given[name];
    if (text === undefined) return undefined;
    if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
    const { env, flag } = settings[name];
    throw new ConfigurationError(`${env} (--${flag}) must be a port, 0 to 65535; 0 takes any.`);
  }

  policy(): Policy {
    const file = this.#given.policy;
    return file === undefined ? defaultPolicy : parsePolicy(readText(file, settings.policy.env), file);
  }

  /** What would be used, for people; the secret is masked. */
  printable(): Readonly<Record<string, unknown>> {
    const hasSecret = this.#env['SIMS_CLIENT_SECRET'] || this.#env['SIMS_CLIENT_SECRET_FILE'];
    return {
      ...this.#given,
      newKey: this.#given.newKey && this.newKey().name,
      vault: this.#given.vault === undefined ? undefined : parseDatabaseUrl(this.#given.vault).name,
      scope: this.#scope(),
      authStyle: this.#style(),
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

  #need(name: SettingName): string {
    const value = this.#given[name];
    if (value !== undefined && value !== '') return value;
    const { env, flag } = settings[name];
    throw new ConfigurationError(`${env} is not set. Set it, or give --${flag}.`);
  }

  #url(name: 'tokenUrl' | 'rapUrl'): URL {
    const { env, flag } = settings[name];
    const text = this.#need(name);
    if (!URL.canParse(text) || !/^https?:/i.test(text))
      throw new ConfigurationError(`${env} (--${flag}) is no https address.`);
    const url = new URL(text);
    if (url.username || url.password)
      throw new ConfigurationError(`${env} carries credentials. Take them out: they belong in SIMS_CLIENT_SECRET.`);
    if (url.protocol === 'http:' && !isLoopback(url.hostname))
      throw new ConfigurationError(
        `${env} uses plain http to ${url.hostname}, which would send secrets in clear. Use https; http is for loopback only.`,
      );
    return url;
  }

  #style(): AuthStyle {
    const styles = ['rfc6749', 'raw', 'post'] as const;
    const given = this.#given.authStyle ?? 'rfc6749';
    const style = styles.find(each => each === given);
    if (!style)
      throw new ConfigurationError(`SIMS_AUTH_STYLE must be one of ${styles.join(', ')}.${didYouMean(given, styles)}`);
    return style;
  }

  #clientSecret(): Secret {
    const { SIMS_CLIENT_SECRET: plain, SIMS_CLIENT_SECRET_FILE: file } = this.#env;
    if (plain && file)
      throw new ConfigurationError(
        'SIMS_CLIENT_SECRET and SIMS_CLIENT_SECRET_FILE are both set. Drop SIMS_CLIENT_SECRET, if the file is right.',
      );
    const text = plain || (file && secretIn(file, this.#env['CREDENTIALS_DIRECTORY']));
    if (!text)
      throw new ConfigurationError(
        'The vendor secret is not set. Set SIMS_CLIENT_SECRET, or SIMS_CLIENT_SECRET_FILE to a file that holds it.',
      );
    return new Secret(text);
  }

  #refuseUnsafe(): void {
    const options = `${this.#env['NODE_OPTIONS'] ?? ''} ${process.execArgv.join(' ')}`;
    if (this.#env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0')
      throw new ConfigurationError(
        'NODE_TLS_REJECT_UNAUTHORIZED=0 switches certificate checks off. Unset it; trust a private CA by SIMS_CA_FILE.',
      );
    if (this.#env['NODE_DEBUG'])
      throw new ConfigurationError('NODE_DEBUG prints requests with their credentials. Unset it.');
    if (/--inspect/.test(options))
      throw new ConfigurationError('A debugger can read every secret. Start without --inspect.');
  }
}

function refuseInside(stateDir: string, { file }: KeySource): void {
  const inside = file === undefined ? '..' : relative(stateDir, file);
  if (!inside.startsWith('..') && !isAbsolute(inside))
    throw new ConfigurationError(
      `The key ${file} lies inside the state folder, beside what it locks. Keep it elsewhere (SIMS_AGENT_KEY=file:<path>).`,
    );
}

function applicationIdFrom(text: string): string {
  if (isGuid(text)) return text.toLowerCase();
  const why = /^\d+$/.test(text) ? 'is an integer, which the partner API does not take' : 'is no GUID';
  throw new ConfigurationError(
    `SIMS_APPLICATION_ID ${why} (TOK-16). Open the application in SIMS ID App Management: the GUID stands in the address bar there.`,
  );
}

/** One newline at the end is the editor's; everything else is the secret's. */
function secretIn(file: string, credentials: string | undefined): string {
  const text = readText(file, 'SIMS_CLIENT_SECRET_FILE');
  // systemd grants a service's user its credential by an ACL, which shows as a group bit.
  const open = credentials && dirname(resolve(file)) === resolve(credentials) ? 0o007 : 0o077;
  if (process.platform !== 'win32' && statSync(file).mode & open)
    throw new ConfigurationError(`SIMS_CLIENT_SECRET_FILE: ${file} is open to others. Run: chmod go-rwx '${file}'`);
  return text.replace(/\r?\n$/, '');
}

/** PEM, one certificate or several; refused here rather than as a riddle of the first connection. */
function certificatesIn(file: string): string {
  const text = readText(file, settings.caFile.env);
  try {
    new X509Certificate(text);
    return text;
  } catch (cause) {
    throw new ConfigurationError(
      `SIMS_CA_FILE: ${file} holds no certificate in PEM form. Give the CA's own certificate, "-----BEGIN CERTIFICATE-----" and so on.`,
      { cause },
    );
  }
}

function readText(file: string, setting: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigurationError(
      `${setting}: ${file} cannot be read (${systemCode(cause)}). Check the path and its rights.`,
      { cause },
    );
  }
}

// HOST-01, HOST-02, HOST-05, HOST-06
const environments: Readonly<Record<string, 'live' | 'partner'>> = {
  'sts.sims.co.uk': 'live',
  'rap.sims.co.uk': 'live',
  'simsid-partner-stsserver.azurewebsites.net': 'partner',
  'simsid-partner-rapapi.azurewebsites.net': 'partner',
};

/** A token of one environment is refused by the other, a named cause of failed accreditations (HOST-09, HOST-10). */
function refuseMix(tokenUrl: URL, rapUrl: URL): void {
  const sts = environments[tokenUrl.hostname];
  const rap = environments[rapUrl.hostname];
  if (sts && rap && sts !== rap)
    throw new ConfigurationError(
      `SIMS_TOKEN_URL is the ${sts} environment and SIMS_RAP_URL the ${rap} one. Take both from the same.`,
    );
}
