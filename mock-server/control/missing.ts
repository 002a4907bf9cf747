import { nearest } from '../world/index.js';
import type { Refusal } from './outcome.js';
import { refusal } from './refusal.js';
import type { Route } from './route.js';

/** What is said where no route fits: another verb, or the nearest address. */
export function noSuchRoute(routes: readonly Route[], method: string, url: string): Refusal {
  const path = url.split('?', 1)[0] ?? '';
  const allowed = routes.filter(route => filled(route.path, path) === path).map(route => route.method);
  if (allowed.length > 0) return wrongMethod(method, path, allowed);
  const near = nearest(
    path,
    routes.map(route => filled(route.path, path)),
  );
  const hint = near === undefined ? 'GET /openapi.json lists every address.' : `Did you mean ${near}?`;
  return refusal(404, 'CONTROL_UNKNOWN_PATH', `There is nothing at ${path}. ${hint}`);
}

function wrongMethod(method: string, path: string, allowed: readonly string[]): Refusal {
  const verbs = allowed.join(', ');
  return {
    ...refusal(405, 'CONTROL_METHOD', `${path} takes ${verbs}, not ${method}.`),
    headers: { allow: verbs },
  };
}

/** A route's path with what the caller wrote in place of its parameters. */
function filled(template: string, path: string): string {
  const written = path.split('/');
  const parts = template.split('/');
  return parts.map((part, i) => (part.startsWith(':') ? written[i] || `{${part.slice(1)}}` : part)).join('/');
}
