import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Argv, find, KIT_NAMES, KITS, type KitName, ready } from '../../examples/measure/kits.js';
import type { WorldHandle } from '../../mock-server/index.js';
import { type Ended, start, tempFolder } from '../support/command.js';

/** A client of another language, compiled if it has to be; or what this machine lacks. */
export type Client =
  | { readonly name: string; readonly argv: Argv }
  | { readonly name: string; readonly missing: string };

/** Every example, ready to run. A missing language is told at once: a skipped test is easily overlooked. */
export async function readyClients(): Promise<ReadonlyMap<KitName, Client>> {
  const folder = tempFolder();
  const made = await Promise.all(KIT_NAMES.map(async name => [name, await readyClient(name, folder)] as const));
  for (const [, client] of made) if ('missing' in client) process.stderr.write(`SKIPPED: ${client.missing}\n`);
  return new Map(made);
}

async function readyClient(kitName: KitName, parent: string): Promise<Client> {
  const kit = KITS[kitName];
  const found = await find(kit);
  if ('missing' in found) return { name: kit.name, ...found };
  const folder = join(parent, kitName);
  mkdirSync(folder);
  return { name: kit.name, argv: await ready(kit, found.program, kit.example, folder) };
}

/** A secret may hold letters outside ASCII, and what a program makes of those depends on the locale. */
const LOCALE = { LC_ALL: 'C.UTF-8' };

/** Runs a client to its end with these variables. */
export function runClient(argv: Argv, variables: Readonly<Record<string, string>>): Promise<Ended> {
  return start(argv, { env: { ...LOCALE, ...variables } }).ended;
}

type Dumped = { readonly organisationId: string; readonly clientId: string; readonly secretFingerprint: string };

/** A dump that can be compared: in one order, organisations in one letter case (TOK-15). */
export function comparable(dump: readonly Dumped[]): Dumped[] {
  const key = ({ organisationId, clientId }: Dumped) => `${organisationId} ${clientId}`;
  return dump
    .map(row => ({ ...row, organisationId: row.organisationId.toLowerCase() }))
    .sort((a, b) => key(a).localeCompare(key(b)));
}

/** What a client should have printed. */
export function truthOf(world: WorldHandle): Dumped[] {
  return comparable(world.truth(world.variables()['SIMS_PROBE_KEY'] ?? ''));
}
