import { type Answer, empty, json, type Note } from '../answer.js';
import type { Asked } from '../asked.js';
import { notFound } from '../iis.js';
import type { Switches } from '../switches/index.js';

const DENIED = 'Authorization has been denied for this request.';

/** Whatever is wrong with the token, the caller learns only this (RAP-33 to RAP-35). */
export function unauthorized(note: Note): Answer {
  return json(401, { Message: DENIED }, [['WWW-Authenticate', 'Bearer']], note);
}

/** RAP-37: a good token without the scope. */
export function insufficientScope(note: Note): Answer {
  const challenge = ['WWW-Authenticate', 'Bearer error="insufficient_scope"'] as const;
  return json(403, { Message: 'insufficient_scope' }, [challenge], note);
}

/** The three questions of permission that no public source answers (RAP-41 to RAP-43). */
export type Forbidden = 'rap.foreignApplication' | 'rap.unknownApplication' | 'rap.unlinkedOrganisation';

export function forbidden(by: Forbidden, switches: Switches, asked: Asked, note: Note): Answer {
  const value = switches[by];
  const decided: Note = { ...note, switches: [`${by}=${value}`] };
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
  const decided: Note = { ...note, switches: [`rap.malformedId=${value}`] };
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
