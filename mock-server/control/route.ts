import type { IncomingHttpHeaders } from 'node:http';
import type { Harness } from '../harness.js';
import type { Rule } from '../scenario/rule.js';
import { didYouMean } from '../world/index.js';
import { isRefusal, type Outcome, type Refusal } from './outcome.js';
import { refusal } from './refusal.js';
import type { Room } from './room.js';

/** What a route takes, once it has been checked against the schema it declares. */
export type Input = { readonly query?: unknown; readonly body?: unknown };

export type Call<I extends Input = Input> = {
  readonly room: Room;
  readonly params: Readonly<Record<string, string>>;
  readonly query: I['query'];
  /** Undefined when none was sent. */
  readonly body: I['body'];
  /** The body as text, where YAML was sent and is taken. */
  readonly yaml: string | undefined;
  readonly headers: IncomingHttpHeaders;
};

export type WorldCall<I extends Input = Input> = Call<I> & { readonly harness: Harness };

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What is told of a route, by the document and by the checks alike. */
type Told = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: 'service' | 'worlds' | 'scenario' | 'clock and switches' | 'what happened';
  /** Properties of the query. */
  readonly query?: Rule;
  /** What the body must be; a route without it takes none and reads none. */
  readonly body?: Rule;
  /** What is wrong with a body is told without repeating any of it: it holds secrets. */
  readonly secretive?: true;
  /** Members that the body does not declare are welcome. */
  readonly ownMembers?: true;
  /** A body to show whoever sent none, and to readers of the document. */
  readonly example?: unknown;
  readonly takesYaml?: true;
  /** Bytes; a small default unless said. */
  readonly bodyLimit?: number;
  /** Shows secrets, so it needs the token beyond loopback although it changes nothing. */
  readonly confidential?: true;
  /** The answer when all is well. */
  readonly answer: {
    readonly status: number;
    readonly description: string;
    readonly schema?: JsonSchema;
    readonly type?: string;
  };
};

export type Route = Told & { readonly handle: (call: Call) => Outcome | Promise<Outcome> };

type Declared<C> = Told & { readonly handle: (call: C) => Outcome | Promise<Outcome> };

/** A route of the control port. The input was checked against the declared schema, so it is of the type that says the same. */
export function route<I extends Input = Input>(declared: Declared<Call<I>>): Route {
  return { ...declared, handle: call => declared.handle(call as Call<I>) };
}

/** A route below `/api/worlds/:world`; `path` is what follows. */
export function worldRoute<I extends Input = Input>(declared: Declared<WorldCall<I>>): Route {
  return {
    ...declared,
    path: `/api/worlds/:world${declared.path}`,
    handle: call => {
      const found = worldCalled(call.room, call.params['world'] ?? '');
      return isRefusal(found) ? found : declared.handle({ ...(call as Call<I>), harness: found });
    },
  };
}

/** A world by its id, or a refusal that names the nearest. */
export function worldCalled({ registry }: Room, id: string): Harness | Refusal {
  const harness = registry.get(id);
  if (harness) return harness;
  const known = registry.list().map(h => h.id);
  const hint = didYouMean(id, known) || ' GET /api/worlds lists those there are, POST /api/worlds makes one.';
  return refusal(404, 'CONTROL_UNKNOWN_WORLD', `There is no world "${id}".${hint}`);
}
