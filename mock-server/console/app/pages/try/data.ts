import type { Exchange } from '../traffic/exchange.js';

/** What `POST …/try` and `POST …/doctor` answer; the OpenAPI document says what each member means. */

type Headers = readonly (readonly [name: string, value: string])[];

export type Tried = {
  readonly says: string;
  readonly request: { readonly method: string; readonly url: string; readonly headers: Headers; readonly body: string };
  readonly answer: {
    readonly status: number;
    readonly reason: string;
    readonly headers: Headers;
    readonly body: string;
  } | null;
  readonly ended: 'whole' | 'torn' | 'silent';
  readonly exchange: Exchange | null;
};

export type Finding = {
  readonly accepted: boolean;
  readonly says: string;
  readonly switches: readonly string[];
  readonly meant: readonly string[];
  readonly advice: readonly string[];
};

/** The members that somebody filled in. */
export function filled(members: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== ''));
}
