import { type Answer, empty, JSON_TYPE, type Note } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Parameters } from '../dialect.js';
import type { Harness } from '../harness.js';
import type { Switches } from '../switches/index.js';
import { siteRows } from '../view/index.js';
import type { Application, World } from '../world/index.js';
import type { Caller } from './bearer.js';
import { bindApplication, readIds } from './binding.js';

/** `GetSiteByApplication`: every row of one application as one array (RAP-01, RAP-06). */
export function siteList(harness: Harness, asked: Asked, parameters: Parameters, caller: Caller): Answer {
  const ids = readIds(harness, asked, parameters, caller);
  if ('refusal' in ids) return ids.refusal;
  const bound = bindApplication(harness, asked, ids.applicationId, caller);
  if ('refusal' in bound) return bound.refusal;
  const body = listBody(harness, bound.application);
  if (body.length > EMPTY_LIST.length) return { status: 200, headers: [JSON_TYPE], body, note: caller.note };
  return emptyList(harness.switches(), caller.note);
}

const EMPTY_LIST = '[]';

/** RAP-19 */
function emptyList(switches: Switches, note: Note): Answer {
  const how = switches['rap.emptyList'];
  const decided = { ...note, switches: [`rap.emptyList=${how}`] };
  if (how === '204') return empty(204, [], decided);
  return { status: 200, headers: [JSON_TYPE], body: how === '200' ? EMPTY_LIST : 'null', note: decided };
}

/**
 * The list as bytes, made once per version of the world and setting of the switches: serialising 20,000 rows costs
 * forty times what sending them does.
 */
const prepared = new WeakMap<World, WeakMap<Switches, Map<string, Buffer>>>();

function listBody(harness: Harness, application: Application): Buffer {
  const world = harness.world();
  const switches = harness.switches();
  const shuffled = switches['rap.order'] === 'shuffled';
  const make = () =>
    Buffer.from(JSON.stringify(siteRows(world, application, switches, shuffled ? harness.draw() : 0)), 'utf8');
  if (shuffled) return make();
  const ofWorld = getOrMake(prepared, world, () => new WeakMap<Switches, Map<string, Buffer>>());
  const ofSwitches = getOrMake(ofWorld, switches, () => new Map<string, Buffer>());
  return getOrMake(ofSwitches, application.id, make);
}

type Table<K, V> = { get(key: K): V | undefined; set(key: K, value: V): unknown };

function getOrMake<K, V>(table: Table<K, V>, key: K, make: () => V): V {
  const known = table.get(key);
  if (known !== undefined) return known;
  const made = make();
  table.set(key, made);
  return made;
}
