/** What the API tells of scenarios, faults and switches; the OpenAPI document says what each member means. */

export type Step = {
  readonly name: string;
  readonly tells?: string;
  readonly state: 'waiting' | 'armed' | 'spent' | 'ended';
  readonly fired: number;
  readonly times: number | 'always';
  readonly byHand: boolean;
  readonly dueAt?: number;
  readonly dueInRequests?: number;
};

export type Played = {
  readonly scenario: {
    readonly id: string;
    readonly title: string;
    readonly tells: string;
    readonly steps: readonly Step[];
  } | null;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
};

export type Line = { readonly name?: string; readonly says: string; readonly tells?: string };

export type Explained = {
  readonly setting: string;
  readonly steps: readonly Line[];
  readonly syncs: readonly Line[];
  readonly proves?: string;
};

export type Listed = {
  readonly id: string;
  readonly title: string;
  readonly tells: string;
  readonly world: string;
  readonly seed: number;
  readonly clock: 'real' | 'manual';
};

export type Fault = {
  readonly name?: string;
  readonly on: { readonly request: string; readonly site?: string };
  readonly fault: { readonly kind: string } & Readonly<Record<string, unknown>>;
  readonly times: number | 'always';
};

export type Switch = {
  readonly name: string;
  readonly says: string;
  readonly allowed: string;
  readonly default: string;
  readonly facts: readonly string[];
};
