import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../project.js';
import type { Image } from './dockerfile.js';

export type Service = {
  readonly build: string;
  readonly entrypoint?: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
};
export type Compose = {
  readonly services: Readonly<Record<'harness' | 'agent', Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};

export function readCompose(): Compose {
  return parse(readFileSync(join(ROOT, 'compose.yaml'), 'utf8')) as Compose;
}

/** How something of an image is started. */
export type Start = { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> };

/** The places of a container on this machine: `root` stands for `/`, other folders for what is mounted over it. */
export function onThisMachine(
  { argv, env }: Start,
  root: string,
  mounts: Readonly<Record<string, string>> = {},
): Start {
  const place = (value: string) => {
    const [, scheme = '', path] = /^(file:)?(\/.*)$/.exec(value) ?? [];
    if (path === undefined) return value;
    const mount = Object.keys(mounts).find(at => path === at || path.startsWith(`${at}/`));
    return scheme + (mount === undefined ? join(root, path) : join(mounts[mount] ?? '', path.slice(mount.length)));
  };
  const places = Object.entries(env).map(([name, value]) => [name, place(value)]);
  return { argv: argv.map(place), env: Object.fromEntries(places) };
}

/** A service of compose.yaml as an engine would start it. A named volume begins as what the image has there. */
export function startOf(
  service: Service,
  image: Image,
  root: string,
  volumes: Readonly<Record<string, string>>,
): Start {
  const mounts = service.volumes.map(volume => volume.split(':'));
  const folders = Object.fromEntries(mounts.map(([name = '', at = '']) => [at, volumes[name] ?? '']));
  const argv = [...(service.entrypoint ?? image.entrypoint), ...service.command];
  return onThisMachine({ argv, env: { ...image.env, ...service.environment } }, root, folders);
}
