/** What `GET …/estate` answers. Types alone: the console reads them too. Instants are epoch ms on the world's clock. */

/** A credential as the service knows it. `secret` is the fingerprint of the one in use, as the journal shows it. */
export type EstateClient = {
  readonly clientId: string;
  readonly kind: string;
  readonly state: 'active' | 'suspended' | 'removed';
  readonly secret: string;
  readonly issuedAt: number;
  /** Whether the partner API shows it now, so that an agent should hold it. */
  readonly shown: boolean;
};

/** A credential as the agent said it holds it. */
export type EstateHolding = {
  readonly clientId: string;
  /** The fingerprint the journal has for it; null for a secret that this school never had. */
  readonly secret: string | null;
  /** `current`: what the partner API shows; `former`: replaced since; `unknown`: neither. */
  readonly is: 'current' | 'former' | 'unknown';
};

/**
 * How the two compare. `unreported`: no agent has said what it holds; `same`; `missing`: the agent lacks a credential;
 * `stale`: it holds another secret; `extra`: it holds one that it should not; `behind`: so too, but the school changed after
 * the newest report; `kept`: so too, and the agent said that it waits for a person.
 */
export type EstateVerdict = 'unreported' | 'same' | 'missing' | 'stale' | 'extra' | 'behind' | 'kept';

/** `absent`: the world knows the school, and it has never used the application. */
export type EstateState = 'active' | 'pending' | 'disabled' | 'removed' | 'absent';

export type EstateSchool = {
  /** Its short name, by which changes call it. */
  readonly key: string;
  readonly name: string | null;
  readonly organisationId: string;
  readonly dfeCode: string | null;
  readonly deniNumber: string | null;
  /** The row of the partner itself. */
  readonly own: boolean;
  readonly state: EstateState;
  /** When the state was reached; null for one that never joined. */
  readonly changedAt: number | null;
  /** Withheld from the list although nobody left. */
  readonly hidden: boolean;
  /** Whether the list shows it now, and what it says there of consent. */
  readonly listed: boolean;
  readonly authorised: number | null;
  readonly clients: readonly EstateClient[];
  readonly holds: readonly EstateHolding[];
  readonly verdict: EstateVerdict;
  /** The verdict in one English sentence. */
  readonly says: string;
};

export type Estate = {
  /** Give it as `since` to be told only what is another since. */
  readonly stamp: string;
  /** Whether `schools` begins all there are; false when they are those that changed since. */
  readonly whole: boolean;
  /** How many schools answer to what was asked; fewer may have been sent. */
  readonly total: number;
  /** The world's version and time. */
  readonly version: number;
  readonly now: number;
  /** The application looked at, and all there are. */
  readonly application: string;
  readonly applications: readonly { readonly id: string; readonly name: string }[];
  /** Whose report `holds` is from; null when none said. */
  readonly agent: {
    readonly name: string;
    readonly report: number;
    readonly at: number;
    /** Credentials it holds for organisations that this world does not know. */
    readonly strangers: number;
  } | null;
  readonly schools: readonly EstateSchool[];
};
