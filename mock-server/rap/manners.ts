import { type Answer, HTML_TYPE, JSON_TYPE, type Note } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Switches } from '../switches/index.js';
import { mediaTypeFor } from './media-type.js';
import { type RowName, xmlOf } from './xml.js';

/** How the stack beneath RAP words an answer that has been decided: as it stands, or as the switches have it. */

/** Whether RAP behaves as ASP.NET Core (ALT-08). */
export function isCore(switches: Switches): boolean {
  return switches['rap.profile'] !== 'webapi2';
}

/** Whether answers go out as they are made: Web API's JSON without cache headers. */
export function isPlain(switches: Switches): boolean {
  return (
    switches['rap.profile'] === 'webapi2' &&
    switches['rap.cacheHeaders'] === 'none' &&
    switches['rap.honourAcceptXml'] === 'off'
  );
}

/** The answer as the stack sends it. */
export function worded(answer: Answer, switches: Switches, asked: Asked, rows: RowName): Answer {
  if (isPlain(switches)) return answer;
  const shaped = isCore(switches) ? asCore(answer, switches) : negotiated(answer, switches, asked, rows);
  return withCacheHeaders(shaped, switches);
}

const EMPTIED = [401, 403, 404, 405];

/** Refusals are empty; the rest stands, its members named as that stack names them where the switch says so (ALT-08). */
function asCore(answer: Answer, switches: Switches): Answer {
  const profile = switches['rap.profile'];
  const note = noting(answer, `rap.profile=${profile}`);
  if (EMPTIED.includes(answer.status)) {
    const headers = answer.headers.filter(([name]) => name !== JSON_TYPE[0]);
    return { ...answer, headers, body: null, note };
  }
  if (profile !== 'aspnetcore-camelcase' || answer.body === null) return answer;
  return { ...answer, body: translated(answer.body, 'camel', camelCased), note };
}

/** The answer in what the caller accepts, where there is a choice (RAP-51). */
function negotiated(answer: Answer, switches: Switches, asked: Asked, rows: RowName): Answer {
  const { body } = answer;
  if (switches['rap.honourAcceptXml'] === 'off' || body === null || isOfTheHost(answer)) return answer;
  const type = mediaTypeFor(asked.rawHeaders);
  if (type === 'application/json') return answer;
  const headers = answer.headers.map(header =>
    header === JSON_TYPE ? ([JSON_TYPE[0], `${type}; charset=utf-8`] as const) : header,
  );
  const note = noting(answer, 'rap.honourAcceptXml=on');
  if (type === 'text/json') return { ...answer, headers, note };
  return { ...answer, headers, body: translated(body, rows, value => xmlOf(value, rows)), note };
}

/** RAP-50. The web server's own pages have passed no Web API. */
function withCacheHeaders(answer: Answer, switches: Switches): Answer {
  if (switches['rap.cacheHeaders'] === 'none' || isOfTheHost(answer)) return answer;
  const headers = [
    ...answer.headers,
    ['Cache-Control', 'no-cache'] as const,
    ['Pragma', 'no-cache'] as const,
    ['Expires', '-1'] as const,
  ];
  return { ...answer, headers, note: noting(answer, 'rap.cacheHeaders=webhost') };
}

function isOfTheHost({ headers }: Answer): boolean {
  return headers.includes(HTML_TYPE);
}

function noting({ note = {} }: Answer, decided: string): Note {
  return { ...note, switches: [...(note.switches ?? []), decided] };
}

/** Long lists are made once and sent often: so is their other form. */
const known = new WeakMap<Buffer, Map<string, Buffer>>();

function translated(body: string | Buffer, form: string, translate: (value: unknown) => string): string | Buffer {
  if (typeof body === 'string') return translate(JSON.parse(body));
  const forms = known.get(body) ?? new Map<string, Buffer>();
  known.set(body, forms);
  const before = forms.get(form);
  if (before) return before;
  const made = Buffer.from(translate(JSON.parse(body.toString('utf8'))), 'utf8');
  forms.set(form, made);
  return made;
}

/** System.Text.Json's policy: a run of capitals goes down, its last one stays where a small letter follows. */
function camelCased(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).map(([name, inner]) => [camelCase(name), inner]));
  });
}

function camelCase(name: string): string {
  return name.replace(/^[A-Z]+(?=[A-Z][^A-Z]|$)|^[A-Z]/, capitals => capitals.toLowerCase());
}
