// A site whose Clients were read (W22 to W24, W28, W29, W31, W40).
import { type Absent, mergeClients } from './clients.js';
import { type Decision, hasClients, type SiteRules, type SiteView } from './decision.js';
import type { ClientRow, Read, SiteRow } from './evidence.js';
import { type SiteOp, type Stance, siteOperation } from './operation.js';
import { begin, enter, labelled, leftBy, recentTurns, relabelled, serving } from './site-row.js';
import { carriedSince, isServed, type Site, type SiteReason } from './snapshot.js';

/** Takes a READ body into a site that is served, or may be. Held or postponed, clients it no longer shows are kept. */
export function mergeSite(
  view: SiteView,
  known: Site | undefined,
  row: SiteRow,
  body: Read<ClientRow>,
  stance: Stance,
  rules: SiteRules,
): Decision {
  const { moment } = rules;
  const absentClients: Absent =
    stance.standing !== 'apply' ? stance.standing : rules.postponeClients ? 'postponed' : 'tombstone';
  const merged = mergeClients(view.organisation, known?.clients ?? [], body, {
    ...rules,
    absent: absentClients,
    ...(stance.guard === undefined ? {} : { guard: stance.guard }),
  });
  const active = merged.clients.some(client => client.state === 'active');
  const emptied = !!known && isServed(known) && (!active || stance.standing !== 'apply');
  const base = known ? labelled(known, row) : begin(row, 'pending', 'no-client', moment);
  const reason: SiteReason = active ? 'linked' : hasClients(known) || known?.reason === 'empty' ? 'empty' : 'no-client';
  const { carried: _mark, ...entered } = enter(base, active ? 'active' : 'pending', reason, moment);
  const op = emptied ? 'empty' : mergeOp(known, row, active);
  const turns = op === 'restore' ? recentTurns(known, moment) : known?.turns;
  const site: Site = {
    ...entered,
    evidenceAt: moment.now,
    clients: merged.clients,
    ...(turns ? { turns } : {}),
    ...(known && !active ? leftBy(known, 'emptied', stance.approved, moment) : {}),
    ...(merged.clients.some(client => client.carried?.why === 'held')
      ? { carried: carriedSince(known?.carried, 'held', moment.now) }
      : {}),
  };
  const flapping = (turns?.length ?? 0) >= moment.rules.flappingTurns && op === 'restore';
  return {
    site: active ? serving(site, moment) : site,
    operations: [siteOperation(view.organisation, op, emptied ? stance : undefined), ...merged.operations],
    alarms: flapping ? [...merged.alarms, { name: 'flapping', organisation: view.organisation }] : merged.alarms,
    removal: emptied ? 'emptied' : null,
    siteAbsent: false,
    partial: merged.unreadable,
  };
}

function mergeOp(known: Site | undefined, row: SiteRow, active: boolean): SiteOp {
  if (!known) return 'add';
  if (known.state === 'tombstone') return 'restore';
  if (known.state === 'suspended') return 'resume';
  if (known.state === 'pending' && active) return 'activate';
  return relabelled(known, row) ? 'relabel' : 'keep';
}
