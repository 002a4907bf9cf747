import { isRefused, type OfClient, type OfSite, type Refused } from './changes.js';
import { findSite, installationPosition, partnerByKey } from './lookup.js';
import { didYouMean } from './nearest.js';
import type { Application, Installation, Partner, Site, SiteClient, World } from './world.js';

/** A named refusal: a stable code and a sentence that says what to do. */
export function refuse(refused: string, message: string): Refused {
  return { refused, message };
}

export function resolveSite(world: World, name: string): Site | Refused {
  const site = findSite(world, name);
  if (site) return site;
  const known = world.sites.map(s => s.key);
  return refuse('unknown-site', `No school "${name}" in this world.${didYouMean(name, known)}`);
}

export function resolveApplication(world: World, id: string | undefined): Application | Refused {
  if (id === undefined) {
    const [only, ...others] = world.applications;
    if (only && others.length === 0) return only;
    return refuse('application-needed', `This world has ${world.applications.length} applications: say which one.`);
  }
  const found = world.applications.find(a => a.id === id.toLowerCase() || a.name === id);
  return found ?? refuse('unknown-application', `No application "${id}" in this world.`);
}

export function resolvePartner(world: World, key: string | undefined): Partner | Refused {
  if (key === undefined) {
    const [only, ...others] = world.partners;
    if (only && others.length === 0) return only;
    return refuse('partner-needed', `This world has ${world.partners.length} partners: say which one.`);
  }
  const found = partnerByKey(world, key);
  if (found) return found;
  const known = world.partners.map(p => p.key);
  return refuse('unknown-partner', `No partner "${key}" in this world.${didYouMean(key, known)}`);
}

/** An installation that is there (not removed), with its place in the list. */
export type Placed = { readonly installation: Installation; readonly position: number };

/** The installation meant, whatever its state. */
export function resolveInstallation(world: World, of: OfSite): Placed | Refused {
  const site = resolveSite(world, of.site);
  if (isRefused(site)) return site;
  const application = resolveApplication(world, of.application);
  if (isRefused(application)) return application;
  const position = installationPosition(world, application.id, site.key);
  const installation = position === undefined ? undefined : world.installations[position];
  if (position === undefined || !installation) {
    return refuse('never-installed', `${site.key} has never used "${application.name}"; use site.installed first.`);
  }
  return { installation, position };
}

/** The installation meant, refused when the school has left. */
export function resolvePresent(world: World, of: OfSite): Placed | Refused {
  const placed = resolveInstallation(world, of);
  if (isRefused(placed) || placed.installation.state !== 'removed') return placed;
  return refuse('already-removed', `${placed.installation.site} has left; use site.reinstalled to bring it back.`);
}

export type PlacedClient = Placed & { readonly client: SiteClient };

/** The credential meant: by client id or kind, or the only one there is. */
export function resolveClient(world: World, of: OfClient): PlacedClient | Refused {
  const placed = resolvePresent(world, of);
  if (isRefused(placed)) return placed;
  const present = placed.installation.clients.filter(c => c.state !== 'removed');
  const fitting =
    of.client === undefined ? present : present.filter(c => c.clientId === of.client || c.kind === of.client);
  const [client, ...others] = fitting;
  if (!client) {
    const asked = of.client === undefined ? 'no credential' : `no credential "${of.client}"`;
    return refuse('unknown-client', `${placed.installation.site} has ${asked}; use client.issued to give it one.`);
  }
  if (others.length > 0) {
    const ids = fitting.map(c => c.clientId).join(', ');
    return refuse('client-needed', `${placed.installation.site} has several credentials, say which one: ${ids}.`);
  }
  return { ...placed, client };
}

/** The world with one installation replaced. */
export function withInstallation(world: World, position: number, installation: Installation): World {
  return { ...world, installations: world.installations.with(position, installation) };
}

/** The world with one credential of an installation replaced. */
export function withClient(world: World, placed: PlacedClient, client: SiteClient): World {
  const clients = placed.installation.clients.map(c => (c === placed.client ? client : c));
  return withInstallation(world, placed.position, { ...placed.installation, clients });
}
