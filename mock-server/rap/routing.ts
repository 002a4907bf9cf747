import type { Answer } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Harness } from '../harness.js';
import { methodNotAllowed, notFound } from '../iis.js';
import type { Switches } from '../switches/index.js';
import { guidOf } from '../world/index.js';
import { checkBearer } from './bearer.js';
import { isPlain, worded } from './manners.js';
import { malformedId, malformedWhy, saying } from './refusal.js';

/** As the router reads paths: an id may even be empty, and is malformed then. */
const ADDRESS = /^\/api\/v1\/partner\/([^/]*)\/(?:GetSiteByApplication|([^/]*)\/Clients)$/;
const ANY_CASE = new RegExp(ADDRESS.source, 'i');
/** What the router takes for one segment at most. */
const LONGEST_SEGMENT = 500;

/**
 * What is refused before the token is looked at, where a switch has a say in that: paths, verbs, and ids that are part
 * of the route. Undefined leaves it all to whoever routes.
 */
export function beforeRouting(harness: Harness, asked: Asked): Answer | Promise<Answer> | undefined {
  const switches = harness.switches();
  if (leavesRoutingAlone(switches)) return undefined;
  const refused = refusedByRoute(switches, asked);
  if (!refused) return undefined;
  const answer = worded(refused, switches, asked, 'Site');
  return switches['rap.scopeRefusal'] === 'empty-403' ? scopeFirst(harness, asked, answer) : answer;
}

function leavesRoutingAlone(switches: Switches): boolean {
  return (
    isPlain(switches) &&
    switches['rap.malformedId'] !== '404-html' &&
    switches['rap.scopeRefusal'] !== 'empty-403' &&
    switches['rap.strictPaths'] === 'off'
  );
}

/** RAP-38: ATV looks at the scope of a token before Web API sees the request; a token it does not take it lets pass. */
async function scopeFirst(harness: Harness, asked: Asked, otherwise: Answer): Promise<Answer> {
  const checked = await checkBearer(harness, asked);
  if (!('refusal' in checked) || !checked.ahead) return otherwise;
  return worded(checked.refusal, harness.switches(), asked, 'Site');
}

function refusedByRoute(switches: Switches, asked: Asked): Answer | undefined {
  const ids = idsIn(asked.path);
  if (!ids) return notFound(asked);
  const refused = misspelt(switches, asked) ?? constrained(switches, asked, ids);
  if (refused) return refused;
  if (asked.method !== 'GET') return methodNotAllowed(asked, 'GET');
  return ids.some(id => id.length > LONGEST_SEGMENT) ? notFound(asked) : undefined;
}

/** The ids of an address, unescaped; undefined where nothing is, or where the escapes cannot be read. */
function idsIn(path: string): string[] | undefined {
  const [, ...found] = ANY_CASE.exec(path) ?? [];
  const ids = found.flatMap(id => (id === undefined ? [] : [unescaped(id)]));
  return ids.length > 0 && ids.every(id => id !== undefined) ? ids : undefined;
}

/** RAP-03, the other way round. */
function misspelt(switches: Switches, asked: Asked): Answer | undefined {
  if (switches['rap.strictPaths'] === 'off') return undefined;
  const hasSlash = asked.absoluteUrl.split('?', 1)[0]?.endsWith('/') === true;
  if (ADDRESS.test(asked.path) && !hasSlash) return undefined;
  const why = hasSlash ? 'the path ends with a slash' : 'the path is not spelt as documented: look at its letter case';
  return { ...notFound(asked), note: saying({ why }, 'rap.strictPaths=on') };
}

/**
 * A `:guid` constraint makes the check of the ids part of routing: before the verb, before the token (RAP-38, RAP-46).
 * Under every other value the ids are looked at last.
 */
function constrained(switches: Switches, asked: Asked, ids: readonly string[]): Answer | undefined {
  if (switches['rap.malformedId'] !== '404-html') return undefined;
  const bad = ids.findIndex(id => guidOf(id, 'any') === undefined);
  return bad === -1 ? undefined : malformedId(switches, asked, { why: malformedWhy(ids[bad] ?? '', bad === 0) });
}

function unescaped(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
