import type { Answer } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Harness } from '../harness.js';
import { guidOf } from '../world/index.js';
import { malformedId, malformedWhy } from './refusal.js';

const ADDRESS = /^\/api\/v1\/partner\/([^/]+)\/(?:GetSiteByApplication|([^/]+)\/Clients)$/i;

/**
 * A `:guid` constraint makes the check of the ids part of routing: before the verb, before the token (RAP-38, RAP-46).
 * Under every other value the ids are looked at last.
 */
export function routeConstraint(harness: Harness, asked: Asked): Answer | undefined {
  if (harness.switches()['rap.malformedId'] !== '404-html') return undefined;
  const [, applicationId, organisationId] = ADDRESS.exec(asked.path) ?? [];
  const bad = [applicationId, organisationId].find(
    id => id !== undefined && guidOf(unescaped(id), 'any') === undefined,
  );
  if (bad === undefined) return undefined;
  return malformedId(harness.switches(), asked, { why: malformedWhy(bad, bad === applicationId) });
}

function unescaped(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
