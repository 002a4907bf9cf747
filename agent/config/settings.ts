// The settings: where each comes from, and what was given. A flag wins over its variable; a secret never comes from the command line.
import { ConfigurationError } from '../errors.js';

/** Every setting by name, with the flag and the variable it can come from. */
export const settings = {
  tokenUrl: { flag: 'token-url', env: 'SIMS_TOKEN_URL' },
  rapUrl: { flag: 'rap-url', env: 'SIMS_RAP_URL' },
  clientId: { flag: 'client-id', env: 'SIMS_CLIENT_ID' },
  scope: { flag: 'scope', env: 'SIMS_SCOPE' },
  applicationId: { flag: 'application-id', env: 'SIMS_APPLICATION_ID' },
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
export type Given = Readonly<Partial<Record<SettingName, string>>>;

/** An empty variable is one nobody set. */
export function gather(flags: Given, env: Environment): Given {
  const names = Object.keys(settings) as SettingName[];
  const pairs = names.map(name => [name, flags[name] ?? (env[settings[name].env] || undefined)] as const);
  for (const [name, value] of pairs) if (value !== undefined) assertVisible(name, value, flags[name] !== undefined);
  return Object.freeze(Object.fromEntries(pairs.filter(([, value]) => value !== undefined)));
}

/** A blank or a carriage return at an end cannot be seen in any message, and no setting means one. */
function assertVisible(name: SettingName, value: string, isFlag: boolean): void {
  if (value.trim() === value) return;
  const { env, flag } = settings[name];
  throw new ConfigurationError(
    `${isFlag ? `--${flag}` : env} begins or ends with a blank or a line end, which cannot be seen. Take it out; a file with Windows line ends leaves one on every line.`,
  );
}

/** Throws ConfigurationError with both ways to give it. */
export function need(given: Given, name: SettingName): string {
  const value = given[name];
  if (value !== undefined && value !== '') return value;
  const { env, flag } = settings[name];
  throw new ConfigurationError(`${env} is not set. Set it, or give --${flag}.`);
}

/** Undefined when it is not set. Throws ConfigurationError. */
export function portIn(given: Given, name: 'metricsPort' | 'port'): number | undefined {
  const text = given[name];
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  const { env, flag } = settings[name];
  throw new ConfigurationError(`${env} (--${flag}) must be a port, 0 to 65535; 0 takes any.`);
}
