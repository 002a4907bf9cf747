import { type Answer, empty, json, type Note } from '../answer.js';
import type { Asked } from '../asked.js';
import { notFound } from '../iis.js';
import type { Switches } from '../switches/index.js';
import { isCore } from './manners.js';

const DENIED = 'Authorization has been denied for this request.';

/** A note that names further switches that had a say. */
export function saying(note: Note, ...switches: readonly string[]): Note {
  return switches.length === 0 ? note : { ...note, switches: [...(note.switches ?? []), ...switches] };
}

/** What a token was found to be. ASP.NET Core tells its caller; Web API never does. */
export type TokenFault = { readonly description?: string };

/** Whatever is wrong with the token, the caller learns only this (RAP-33 to RAP-35). */
export function unauthorized(switches: Switches, note: Note, fault?: TokenFault): Answer {
  const decided = saying(note, `rap.challenge=${switches['rap.challenge']}`);
  return json(401, { Message: DENIED }, challenge(switches, fault), decided);
}

/** RAP-34, and where the switch leaves it to the stack the challenge of that one (ALT-08). */
function challenge(switches: Switches, fault: TokenFault | undefined): Answer['headers'] {
  const how = switches['rap.challenge'];
  if (how === 'none') return [];
  if (how === 'invalid-token') return [['WWW-Authenticate', 'Bearer error="invalid_token"']];
  if (!isCore(switches) || !fault) return [['WWW-Authenticate', 'Bearer']];
  const { description } = fault;
  const more = description === undefined ? '' : `, error_description="${description}"`;
  return [['WWW-Authenticate', `Bearer error="invalid_token"${more}`]];
}

/** RAP-37: a good token without the scope. */
export function insufficientScope(switches: Switches, note: Note): Answer {
  const form = switches['rap.scopeRefusal'];
  const decided = saying(note, `rap.scopeRefusal=${form}`);
  if (form === 'message-401') return unauthorized(switches, decided);
  const header = ['WWW-Authenticate', 'Bearer error="insufficient_scope"'] as const;
  // ASP.NET Core forbids without a word (ALT-08).
  const headers = isCore(switches) ? [] : [header];
  return form === 'empty-403'
    ? empty(403, headers, decided)
    : json(403, { Message: 'insufficient_scope' }, headers, decided);
}

/** RAP-49: the check of a token itself went wrong. */
export function failed(note: Note): Answer {
  return json(500, { Message: 'An error has occurred.' }, [], note);
}

/** The three questions of permission that no public source answers (RAP-41 to RAP-43). */
export type Forbidden = 'rap.foreignApplication' | 'rap.unknownApplication' | 'rap.unlinkedOrganisation';

export function forbidden(by: Forbidden, switches: Switches, asked: Asked, note: Note): Answer {
  const value = switches[by];
  const decided = saying(note, `${by}=${value}`);
  if (value === '404') return noSuchResource(asked, decided);
  if (value === 'empty-list') return json(200, [], [], decided);
  return forbiddenBody(switches, decided);
}

/** RAP-44: a 403 with the body that the switch asks for. */
export function forbiddenBody(switches: Switches, note: Note): Answer {
  return switches['rap.forbiddenBody'] === 'empty' ? empty(403, [], note) : json(403, { Message: DENIED }, [], note);
}

/** RAP-45 */
export function noSuchResource(asked: Asked, note: Note): Answer {
  const Message = `No HTTP resource was found that matches the request URI '${asked.absoluteUrl}'.`;
  return json(404, { Message }, [], note);
}

/** RAP-46: an integer, or anything else that is no GUID. */
export function malformedId(switches: Switches, asked: Asked, note: Note): Answer {
  const value = switches['rap.malformedId'];
  const decided = saying(note, `rap.malformedId=${value}`);
  if (value === '400') return json(400, { Message: 'The request is invalid.' }, [], decided);
  if (value === '403') return forbiddenBody(switches, decided);
  if (value === '404-message') return noSuchResource(asked, decided);
  return { ...notFound(asked), note: decided };
}

/** Never repeats the text: it may be anything. */
export function malformedWhy(id: string, ofApplication: boolean): string {
  const what = ofApplication ? 'application' : 'organisation';
  if (!/^\d+$/.test(id.trim())) return `the ${what} id is not a GUID`;
  const where = ofApplication ? ': use the GUID from the address bar of App Management' : ': use the GUID of the list';
  return `integer ${what} id${where}`;
}
