import { type HarnessOptions, readWorld, type Scenario, STS_KINDS, type World } from '../mock-server/index.js';
import { readText } from './read-text.js';
import { type Beside, readOneScenario, refuseFiles } from './scenario-from.js';
import { choiceOf, listOf, numberOf, type Settings, textOf } from './settings.js';
import { UsageError } from './usage-error.js';
import { whyNot } from './why-not.js';

/** What `serve` was asked for, as the harness takes it. @throws UsageError for what cannot be meant. */
export async function harnessOptions(settings: Settings): Promise<HarnessOptions> {
  const world = worldOf(settings);
  const seed = numberOf(settings, 'seed', 0, Number.MAX_SAFE_INTEGER);
  const scenario = await scenarioOf(settings, { world, seed });
  const clock = choiceOf(settings, 'clock', ['real', 'manual'] as const);
  const sts = choiceOf(settings, 'sts', STS_KINDS);
  const environment = choiceOf(settings, 'environment', ['live', 'partner'] as const);
  return {
    host: textOf(settings, 'host') ?? '127.0.0.1',
    ...portsOf(settings),
    https: settings.given['https'] === true,
    console: settings.given['no-console'] !== true,
    switches: switchesOf(settings),
    ...(world !== undefined && { world }),
    ...(scenario !== undefined && { scenario }),
    ...(seed !== undefined && { seed }),
    ...(clock !== undefined && { clock }),
    ...(sts !== undefined && { sts }),
    ...(environment !== undefined && { environment }),
  };
}

type Ports = Pick<HarnessOptions, 'stsPort' | 'rapPort' | 'controlPort' | 'intercept'>;

function portsOf(settings: Settings): Ports {
  const port = (name: string, usual: number) => ({ name, port: numberOf(settings, name, 0, 65_535) ?? usual });
  const sts = port('sts-port', 4401);
  const rap = port('rap-port', 4402);
  const control = port('control-port', 4400);
  const proxy = settings.given['intercept'] === undefined ? undefined : port('intercept', 4403);
  refuseTwice([sts, rap, control, ...(proxy ? [proxy] : [])]);
  const ports = { stsPort: sts.port, rapPort: rap.port, controlPort: control.port };
  return proxy ? { ...ports, intercept: proxy.port } : ports;
}

function refuseTwice(ports: readonly { readonly name: string; readonly port: number }[]): void {
  for (const [index, other] of ports.entries()) {
    const one = ports.slice(0, index).find(({ port }) => port !== 0 && port === other.port);
    if (one)
      throw new UsageError(`--${one.name} and --${other.name} are both ${one.port}: give each a port of its own.`);
  }
}

function worldOf(settings: Settings): string | World | undefined {
  const file = textOf(settings, 'world-file');
  if (file === undefined) return textOf(settings, 'world');
  const read = readWorld(jsonIn(file));
  if ('problem' in read) throw new UsageError(`${file} is no world: ${read.problem}.`);
  return read.world;
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readText(file));
  } catch (error) {
    const what = error instanceof SyntaxError ? 'is no JSON' : 'cannot be read';
    throw new UsageError(`The world file ${file} ${what}: ${whyNot(error)}.`);
  }
}

async function scenarioOf(settings: Settings, beside: Beside): Promise<Scenario | undefined> {
  const file = textOf(settings, 'scenario-file');
  const id = textOf(settings, 'scenario');
  if (file !== undefined) return readOneScenario({ file }, beside);
  if (id === undefined) return undefined;
  await refuseFiles([id], 'serve --scenario-file');
  return readOneScenario({ id }, beside);
}

function switchesOf(settings: Settings): Record<string, string> {
  const switches: Record<string, string> = {};
  for (const setting of listOf(settings, 'set')) {
    const at = setting.indexOf('=');
    if (at < 1) throw new UsageError(`${settings.nameOf('set')} ${setting}: write it as <switch>=<value>. See --help.`);
    switches[setting.slice(0, at).trim()] = setting.slice(at + 1).trim();
  }
  return switches;
}
