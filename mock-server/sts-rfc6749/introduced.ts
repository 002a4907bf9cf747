import { parse } from 'node:querystring';
import type { Harness } from '../harness.js';
import { present } from './issued.js';
import type { Passing } from './passage.js';
import { PRESENTED } from './store.js';

/** A body for the engine, and the token that the caller's own held. */
export type Introduced = { readonly body: Buffer; readonly token?: string };

/**
 * The engine keeps records of opaque tokens only, and refuses to be asked about a JWT. Ours are JWTs, so the token is
 * read here, and the engine is asked about a name for it under which it finds what was read. Everything else of the
 * request stays byte for byte as it came: a parameter that is sent twice is still the engine's to refuse.
 */
export async function introduced(harness: Harness, passing: Passing): Promise<Introduced> {
  const { body } = passing.asked;
  if (body.length > LONGEST_READ) return { body };
  const parts = body.toString('latin1').split('&');
  const tokens = parts.map(part => tokenIn(part));
  const [token, ...others] = tokens.filter(found => found !== undefined);
  if (token === undefined) return { body };
  if (others.length === 0) await present(harness, passing, token);
  const renamed = parts.map((part, index) => (tokens[index] === undefined ? part : `token=${PRESENTED}`));
  return { body: Buffer.from(renamed.join('&'), 'latin1'), token };
}

/** What is longer the engine refuses unread. */
const LONGEST_READ = 56 * 1024;

/** Read as the engine reads it. An empty one is none. */
function tokenIn(part: string): string | undefined {
  const { token } = parse(part);
  return typeof token === 'string' && token !== '' ? token : undefined;
}
