import type { Answer } from './answer.js';
import type { Asked } from './asked.js';
import type { Harness } from './harness.js';
import type { Operation } from './scenario/index.js';

/** What a path holds besides its literals, as sent. */
export type Parameters = Readonly<Record<string, string | undefined>>;

export type Handler = (harness: Harness, asked: Asked, parameters: Parameters) => Answer | Promise<Answer>;

/** One address of an imitated service. */
export type Route = {
  readonly operation: Operation;
  readonly methods: readonly ('GET' | 'POST')[];
  /** Literals and `:parameters`. Letter case and trailing slashes of the literals do not matter (STS-05, RAP-03). */
  readonly path: string;
  readonly handle: Handler;
  /** JSON Schema of what goes in and out, for the OpenAPI page only: nothing is validated or filtered by it. */
  readonly schema?: Readonly<Record<string, unknown>>;
};

/** One imitated service: everything that whoever owns the socket needs to know of it. */
export type Dialect = {
  readonly service: 'sts' | 'rap';
  /** What it calls itself on the OpenAPI page, where it is not the vendor's. */
  readonly title?: string;
  readonly routes: readonly Route[];
  /** What comes before routing: plain http where TLS is demanded (STS-10). */
  readonly gate: (harness: Harness, asked: Asked) => Answer | Promise<Answer> | undefined;
  readonly notFound: (asked: Asked) => Answer;
  readonly methodNotAllowed: (asked: Asked, allow: string) => Answer;
};
