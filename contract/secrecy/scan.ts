import type { Sight, World } from '../../mock-server/index.js';
import { headersOf, type Secret, secretsOfWorld, tokensIn } from './canaries.js';
import { type ChildSight, lookAtFamily } from './children.js';
import { createFinder, type Finder, type Found } from './find.js';
import { filesBelow } from './folder.js';
import { type Leak, type LeakPlace, type SecretKind, told } from './leak.js';

/** What was stored below the state folder, in figures. */
export type Stored = {
  readonly files: number;
  readonly bytes: number /** Not all of it was searched. */;
  readonly isCut: boolean;
};

/** Looks for the secrets of one world in all that a subject said and left. */
export type Scan = {
  /** Notes the secrets that the world has by now: a reissued one does not forget the former. */
  remember(): void;
  output(where: string, text: string): void;
  /** URLs, headers and bodies, as they were sent. Bearer tokens in them are secrets from then on. */
  sights(all: readonly Sight[]): void;
  /** The process that was started, and all below it, as they are at this moment. */
  family(pid: number): void;
  child(sight: ChildSight): void;
  folder(path: string): Stored;
  /** Which secrets some bytes hold, e.g. `a request to another host`; for places that are no place of a leak by themselves. */
  secretsIn(bytes: Buffer): readonly Secret[];
  /** Every leak in all that was given so far, each secret once a place, in its plainest form. */
  found(): readonly Leak[];
};

type Text = {
  readonly place: LeakPlace;
  readonly where: string;
  readonly bytes: Buffer;
  readonly of: readonly SecretKind[];
};

/** Everything but the API-manager key, which may be seen but not kept. */
const GUARDED: readonly SecretKind[] = ['vendor-secret', 'site-secret', 'token'];
/** The vendor secret is in the environment because that is how it is given. */
const NOT_INHERITED: readonly SecretKind[] = ['site-secret', 'token'];

export function createScan(world: { world(): World }): Scan {
  const secrets = new Map<string, Secret>();
  const texts: Text[] = [];
  const children = new Set<string>();
  let finder: Finder<Secret> | undefined;

  const learn = (all: readonly Secret[]) => {
    for (const secret of all) {
      if (secrets.has(String(secret.value))) continue;
      secrets.set(String(secret.value), secret);
      finder = undefined;
    }
  };
  const find = (bytes: Buffer) => {
    finder ??= createFinder([...secrets.values()]);
    return finder(bytes);
  };
  const add = (place: LeakPlace, where: string, text: string | Buffer, of = GUARDED) =>
    texts.push({ place, where, bytes: Buffer.from(text), of });
  const child = ({ part, text }: ChildSight) => {
    if (text === '' || children.has(`${part} ${text}`)) return;
    children.add(`${part} ${text}`);
    const where =
      part === 'arguments' ? "a process's arguments, which everybody on the machine sees" : "a process's environment";
    add('child', where, Buffer.from(text, 'latin1'), part === 'arguments' ? GUARDED : NOT_INHERITED);
  };

  learn(secretsOfWorld(world.world()));
  return {
    remember: () => learn(secretsOfWorld(world.world())),
    output: (where, text) => {
      add('output', where, text);
    },
    sights: all => {
      learn(tokensIn(all));
      for (const sight of all) addSight(sight, add);
    },
    family: pid => lookAtFamily(pid).forEach(child),
    child,
    folder: path => {
      const { files, isCut } = filesBelow(path);
      for (const { name, bytes } of files) {
        add('file', `the file ${name} of the state folder`, bytes, [...GUARDED, 'api-key']);
        add('file', 'the name of a file in the state folder', name, [...GUARDED, 'api-key']);
      }
      return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes.length, 0), isCut };
    },
    secretsIn: bytes => [...new Set(find(bytes).map(({ canary }) => canary))],
    found: () => distinct(texts.flatMap(text => leaksIn(text, find(text.bytes)))),
  };
}

function addSight(
  sight: Sight,
  add: (place: LeakPlace, where: string, text: string | Buffer, of?: readonly SecretKind[]) => void,
) {
  const { exchange, service, operation, url, rawHeaders, body } = sight;
  const of = `of exchange ${exchange} (${operation})`;
  add('url', `the URL ${of}`, url);
  for (const { name, value } of headersOf(rawHeaders)) {
    if (name !== 'authorization') add('header', `the header ${name} ${of}`, value);
    // The API is shown a token, never what tokens are asked for with.
    else if (service === 'rap') add('header', `the header authorization ${of}`, value, ['vendor-secret']);
  }
  if (service === 'rap' && body.length > 0) add('body', `the body ${of}`, body);
}

/** In its plainest form: what shows the whole comes first. */
function leaksIn({ place, where, of }: Text, found: readonly Found<Secret>[]): readonly Leak[] {
  const best = new Map<string, Found<Secret>>();
  for (const each of found) {
    if (!of.includes(each.canary.kind)) continue;
    const known = best.get(each.canary.name);
    if (!known || rank(each) < rank(known)) best.set(each.canary.name, each);
  }
  return [...best.values()].map(({ canary, needle, how }) => ({
    what: canary.name,
    kind: canary.kind,
    encoding: told(needle, how),
    shows: needle.shows,
    where,
    place,
  }));
}

const ORDER = ['whole', 'part', 'hash'];
const rank = ({ needle, how }: Found<Secret>): number =>
  ORDER.indexOf(needle.shows) * 100 + (needle.encoding === 'raw' ? 0 : 10) + (how === '' ? 0 : 1);

function distinct(leaks: readonly Leak[]): readonly Leak[] {
  return [...new Map(leaks.map(leak => [JSON.stringify(leak), leak])).values()];
}
