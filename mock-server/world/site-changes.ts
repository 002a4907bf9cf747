import { type ChangeArguments, isRefused, type Movers, type OfSite, type Refused } from './changes.js';
import { findSite } from './lookup.js';
import { guid, mintSiteClient } from './mint.js';
import { random } from './random.js';
import {
  refuse,
  resolveApplication,
  resolveInstallation,
  resolvePresent,
  resolveSite,
  withInstallation,
} from './resolve.js';
import type { Application, Installation, InstallationState, Site, World } from './world.js';

type SiteChange = Extract<keyof ChangeArguments, `site.${string}`>;

/** A school nobody has heard of yet, named by the change itself. */
function newSite(world: World, args: ChangeArguments['site.installed']): Site | Refused {
  if (args.name === undefined) {
    const unknown = resolveSite(world, args.site);
    if (!isRefused(unknown)) return unknown;
    return refuse(unknown.refused, `${unknown.message} To invent a new school, give it a name.`);
  }
  if (args.site === '') return refuse('empty-key', 'A new school needs a short name to be called by.');
  return {
    key: args.site,
    organisationId: guid(random(world.seed, 'site', world.minted, args.site)).toUpperCase(),
    name: args.name,
    dfeCode: args.dfeCode ?? null,
    deniNumber: args.deniNumber ?? null,
    kind: 'school',
    authority: null,
    trust: null,
  };
}

/** The world with a school newly linked at the end of the list, with credentials of its own (LIFE-04, LIFE-05). */
export function link(world: World, application: Application, site: Site, at: number, pending: boolean): World {
  const client = mintSiteClient('oneroster', at, [world.seed, 'client', world.minted]);
  const installation: Installation = {
    application: application.id,
    site: site.key,
    state: pending ? 'pending' : 'active',
    changedAt: at,
    clients: [client],
    hidden: false,
  };
  return { ...world, minted: world.minted + 1, installations: [...world.installations, installation] };
}

function install(world: World, args: ChangeArguments['site.installed'], at: number): World | Refused {
  const application = resolveApplication(world, args.application);
  if (isRefused(application)) return application;
  const known = findSite(world, args.site);
  const site = known ?? newSite(world, args);
  if (isRefused(site)) return site;
  const installed = world.installations.find(i => i.site === site.key && i.application === application.id);
  if (installed?.state === 'removed')
    return refuse('left-before', `${site.key} was here before: use site.reinstalled.`);
  if (installed) return refuse('already-installed', `${site.key} already uses "${application.name}".`);
  const grown = known ? world : { ...world, minted: world.minted + 1, sites: [...world.sites, site] };
  return link(grown, application, site, at, args.pending ?? application.needsApproval);
}

/** A move from one of some states to another. */
function step(from: readonly InstallationState[], to: InstallationState, refusal: (i: Installation) => Refused) {
  return (world: World, of: OfSite, at: number): World | Refused => {
    const placed = resolvePresent(world, of);
    if (isRefused(placed)) return placed;
    const { installation, position } = placed;
    if (!from.includes(installation.state)) return refusal(installation);
    return withInstallation(world, position, { ...installation, state: to, changedAt: at });
  };
}

function reinstall(world: World, args: ChangeArguments['site.reinstalled'], at: number): World | Refused {
  const placed = resolveInstallation(world, args);
  if (isRefused(placed)) return placed;
  const { installation, position } = placed;
  if (installation.state !== 'removed') return refuse('still-installed', `${installation.site} has not left.`);
  const application = resolveApplication(world, installation.application);
  if (isRefused(application)) return application;
  const label = [world.seed, 'client', world.minted];
  // Ids the school had before are kept, so that a late use of one can be explained (LIFE-24).
  const former = installation.clients.map(c => ({ ...c, state: 'removed' as const, changedAt: at }));
  const clients =
    args.credentials === 'same' ? installation.clients : [...former, mintSiteClient('oneroster', at, label)];
  const again: Installation = {
    ...installation,
    state: application.needsApproval ? 'pending' : 'active',
    changedAt: at,
    clients,
    hidden: false,
  };
  // Linked anew, so at the end of the list (RAP-17).
  const installations = [...world.installations.toSpliced(position, 1), again];
  return { ...world, minted: world.minted + 1, installations };
}

function edit(world: World, name: string, members: Partial<Site>): World | Refused {
  const site = resolveSite(world, name);
  if (isRefused(site)) return site;
  return { ...world, sites: world.sites.map(s => (s === site ? { ...s, ...members } : s)) };
}

/** How a school's use of an application moves (LIFE-02 to LIFE-09, LIFE-18, LIFE-28). */
export const SITE_CHANGES: Movers<SiteChange> = {
  'site.installed': install,
  'site.approved': step(['pending'], 'active', i => refuse('not-pending', `${i.site} is not waiting for approval.`)),
  'site.disabled': step(['active', 'pending'], 'disabled', i =>
    refuse('already-disabled', `${i.site} is disabled already.`),
  ),
  'site.enabled': step(['disabled'], 'active', i => refuse('not-disabled', `${i.site} is not disabled.`)),
  'site.removed': step(['active', 'pending', 'disabled'], 'removed', i =>
    refuse('already-removed', `${i.site} has left.`),
  ),
  'site.reinstalled': reinstall,
  'site.renamed': (world, args) => edit(world, args.site, { name: args.name }),
  'site.recoded': (world, args) => {
    const { dfeCode, deniNumber } = args;
    if (dfeCode === undefined && deniNumber === undefined)
      return refuse('nothing-to-change', 'Give a dfeCode or a deniNumber.');
    return edit(world, args.site, {
      ...(dfeCode !== undefined && { dfeCode }),
      ...(deniNumber !== undefined && { deniNumber }),
    });
  },
};
