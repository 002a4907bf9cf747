import { type Answer, empty, JSON_TYPE, type Note } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Parameters } from '../dialect.js';
import type { Harness } from '../harness.js';
import type { Switches } from '../switches/index.js';
import { lingering, siteRows } from '../view/index.js';
import type { Application, World } from '../world/index.js';
import type { Caller } from './bearer.js';
import { bindApplication, readIds } from './binding.js';
import { stillShown } from './still-shown.js';

/** `GetSiteByApplication`: every row of one application as one array (RAP-01, RAP-06). */
export function siteList(harness: Harness, asked: Asked, parameters: Parameters, caller: Caller): Answer {
  const ids = readIds(harness, asked, parameters, caller);
  if ('refusal' in ids) return ids.refusal;
  const bound = bindApplication(harness, asked, ids.applicationId, caller);
  if ('refusal' in bound) return bound.refusal;
  const { body, lingerers } = listOf(harness, bound.application);
  const { note } = stillShown(harness, lingerers, caller);
  if (body.length > EMPTY_LIST.length) return { status: 200, headers: [JSON_TYPE], body, note };
  return emptyList(harness.switches(), note);
}

const EMPTY_LIST = '[]';

/** RAP-19 */
function emptyList(switches: Switches, note: Note): Answer {
  const how = switches['rap.emptyList'];
  const decided = { ...note, switches: [`rap.emptyList=${how}`] };
  if (how === '204') return empty(204, [], decided);
  return { status: 200, headers: [JSON_TYPE], body: how === '200' ? EMPTY_LIST : 'null', note: decided };
}

/** The list as bytes, and who is in it although gone; good until then (epoch ms), since a school lingers for a time. */
type Listed = { readonly body: Buffer; readonly lingerers: readonly string[]; readonly until: number };

/**
 * Made once per version of the world and setting of the switches, and anew when somebody has lingered long enough:
 * serialising 20,000 rows costs forty times what sending them does.
 */
const prepared = new WeakMap<World, WeakMap<Switches, Map<string, Listed>>>();

function listOf(harness: Harness, application: Application): Listed {
  const world = harness.world();
  const switches = harness.switches();
  if (switches['rap.order'] === 'shuffled') return made(harness, application, harness.draw());
  const ofWorld = getOrMake(prepared, world, () => new WeakMap<Switches, Map<string, Listed>>());
  const ofSwitches = getOrMake(ofWorld, switches, () => new Map<string, Listed>());
  const known = ofSwitches.get(application.id);
  if (known && harness.clock.now() < known.until) return known;
  const fresh = made(harness, application, 0);
  ofSwitches.set(application.id, fresh);
  return fresh;
}

function made(harness: Harness, application: Application, call: number): Listed {
  const [world, switches, now] = [harness.world(), harness.switches(), harness.clock.now()];
  const rows = siteRows(world, application, switches, now, call);
  const { sites, until } = lingering(world, application, switches, now);
  return { body: Buffer.from(JSON.stringify(rows), 'utf8'), lingerers: sites, until };
}

type Table<K, V> = { get(key: K): V | undefined; set(key: K, value: V): unknown };

function getOrMake<K, V>(table: Table<K, V>, key: K, make: () => V): V {
  const known = table.get(key);
  if (known !== undefined) return known;
  const value = make();
  table.set(key, value);
  return value;
}
