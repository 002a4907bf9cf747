import type { Fingerprint } from '../../journal/index.js';
import { type authorisedOf, type Pair, probe } from '../../view/index.js';
import { currentSecret, type Installation, type Site, type SiteClient } from '../../world/index.js';
import type { Holding } from '../reports.js';
import type { EstateClient, EstateHolding, EstateSchool } from './shape.js';
import { verdictOf } from './verdict.js';

/** All that one row is made from. */
export type Facts = {
  readonly site: Site;
  readonly installation: Installation | undefined;
  readonly listed: boolean;
  readonly authorised: ReturnType<typeof authorisedOf>;
  /** What a perfect agent would hold of it. */
  readonly pairs: readonly Pair[];
  /** What the agent said it holds; undefined when no agent said anything. */
  readonly holds: readonly Holding[] | undefined;
  /** Whether it changed after the newest report. */
  readonly moved: boolean;
  /** Whether the newest sync told of left it as it was, for a person to decide. */
  readonly kept: boolean;
};

/** How secrets are told: as the journal does, and as agents do. */
export type Marks = { readonly fingerprint: Fingerprint; readonly probeKey: string };

export function schoolOf(facts: Facts, marks: Marks): EstateSchool {
  const { site, installation, listed, authorised } = facts;
  const clients = (installation?.clients ?? []).map(client => clientOf(client, facts.pairs, marks.fingerprint));
  const holds = (facts.holds ?? []).map(holding => holdingOf(holding, facts, marks));
  const state = installation?.state ?? 'absent';
  const hidden = installation?.hidden ?? false;
  return {
    key: site.key,
    name: site.name,
    organisationId: site.organisationId,
    dfeCode: site.dfeCode,
    deniNumber: site.deniNumber,
    own: site.kind === 'partner',
    state,
    changedAt: installation?.changedAt ?? null,
    hidden,
    listed,
    authorised,
    clients,
    holds,
    ...verdictOf({ state, listed, hidden, clients, holds }, facts.holds && { moved: facts.moved, kept: facts.kept }),
  };
}

function clientOf(client: SiteClient, pairs: readonly Pair[], fingerprint: Fingerprint): EstateClient {
  const { clientId, kind, state, secrets } = client;
  return {
    clientId,
    kind,
    state,
    secret: fingerprint(currentSecret(client)),
    issuedAt: secrets.at(-1)?.issuedAt ?? client.changedAt,
    shown: pairs.some(pair => pair.clientId === clientId),
  };
}

function holdingOf({ clientId, secretFingerprint }: Holding, facts: Facts, marks: Marks): EstateHolding {
  const { installation, pairs } = facts;
  const client = installation?.clients.find(each => each.clientId === clientId);
  const wanted = secretFingerprint.toLowerCase();
  const secret = client?.secrets.find(({ value }) => probe(marks.probeKey, value) === wanted)?.value;
  if (client === undefined || secret === undefined) return { clientId, secret: null, is: 'unknown' };
  const shown = pairs.find(pair => pair.clientId === clientId)?.secret ?? currentSecret(client);
  return { clientId, secret: marks.fingerprint(secret), is: secret === shown ? 'current' : 'former' };
}
