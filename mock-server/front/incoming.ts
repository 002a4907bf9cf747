import type { Answer, Note } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Harness } from '../harness.js';
import type { Fault } from '../scenario/index.js';
import type { Service } from '../switches/index.js';

/** What stands before the service does with a request that has reached no service yet. */
export type Met = {
  /** The kind of fault, for the journal; undefined for a refusal that the caller can mend. */
  readonly mark: string | undefined;
  readonly note: Note;
  /** Strikes answers of this status alone. */
  readonly only?: number;
} & ({ readonly fault: Fault } | { readonly answer: Answer });

/** One request on its way in. `known` is false where the service has no such operation. */
export type Incoming = {
  readonly harness: Harness;
  readonly asked: Asked;
  readonly service: Service;
  readonly known: boolean;
};
