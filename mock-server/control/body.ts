import { bodyNeeded, declared, refuseBody } from './input.js';
import { isRefusal, type Refusal } from './outcome.js';
import { refusal } from './refusal.js';
import type { Route } from './route.js';

const YAML_TYPES: ReadonlySet<string> = new Set(['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml']);

export type Read = { readonly body?: unknown; readonly yaml?: string };

/** The body of a request as its route wants it, or why it cannot be that. */
export function readBody(sent: unknown, contentType: string | undefined, route: Route): Read | Refusal {
  if (!route.body) return {};
  const text = typeof sent === 'string' ? sent.replace(/^\uFEFF/, '') : '';
  if (text.trim() === '') return route.example === undefined ? {} : bodyNeeded(route.example);
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (route.takesYaml && YAML_TYPES.has(type)) return { yaml: text };
  if (type !== 'application/json' && !type.endsWith('+json')) return wrongType(type, route);
  const parsed = parse(text);
  if (isRefusal(parsed)) return hushed(parsed, route);
  const judged = route.ownMembers ? declared(parsed.body, route.body) : parsed.body;
  const refused = refuseBody(judged, route.body);
  return refused ? hushed(refused, route) : parsed;
}

/** A refusal says what it stumbled over, which may be a secret. */
function hushed({ status, code, message }: Refusal, { secretive, path }: Route): Refusal {
  if (!secretive) return { status, code, message };
  const shape = 'What is wrong is not repeated, for it may hold a secret: see its shape in GET /openapi.json';
  return refusal(status, code, `This body is not what ${path} takes. ${shape}.`);
}

function parse(text: string): { readonly body: unknown } | Refusal {
  try {
    const body: unknown = JSON.parse(text);
    return isTooDeep(body) ? TOO_DEEP : { body };
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    return refusal(400, 'CONTROL_NOT_JSON', `The body is not JSON (${why}): check quotes, commas and brackets there.`);
  }
}

/** Nothing that belongs here goes so deep, and whoever walks it level by level would run out of stack. */
const DEEPEST = 64;

const TOO_DEEP = refusal(
  422,
  'CONTROL_TOO_DEEP',
  `The body is nested more than ${DEEPEST} levels deep: send it flatter.`,
);

function isTooDeep(body: unknown): boolean {
  let level = [body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap(value => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return false;
}

function wrongType(type: string, route: Route): Refusal {
  const sent = type === '' ? 'The body has no Content-Type' : `"${type}" is not taken here`;
  const wanted = route.takesYaml ? 'application/json or application/yaml' : 'application/json';
  return refusal(415, 'CONTROL_CONTENT_TYPE', `${sent}: send ${wanted}, and say so in the header Content-Type.`);
}
