import { type ChangeArguments, isRefused, type Movers, type OfPartner, type Refused } from './changes.js';
import { apiKey } from './mint.js';
import { random } from './random.js';
import { reissue } from './reissue.js';
import { refuse, resolveApplication, resolvePartner } from './resolve.js';
import type { Client, World } from './world.js';

type PartnerChange = Extract<keyof ChangeArguments, `vendor.${string}` | `application.${string}` | 'signingKey.rolled'>;

function withVendorClient(world: World, of: OfPartner, move: (client: Client) => Client | Refused): World | Refused {
  const partner = resolvePartner(world, of.partner);
  if (isRefused(partner)) return partner;
  const vendorClient = move(partner.vendorClient);
  if (isRefused(vendorClient)) return vendorClient;
  return { ...world, partners: world.partners.map(p => (p === partner ? { ...p, vendorClient } : p)) };
}

function withApiKey(world: World, id: string | undefined, key: string | null): World | Refused {
  const application = resolveApplication(world, id);
  if (isRefused(application)) return application;
  return { ...world, applications: world.applications.map(a => (a === application ? { ...a, apiKey: key } : a)) };
}

/** How a partner's own credentials, its applications and the service's keys move (LIFE-20 to LIFE-23, RAP-24, JWT-18). */
export const PARTNER_CHANGES: Movers<PartnerChange> = {
  'vendor.secretReset': (world, args, at) => {
    const moved = withVendorClient(world, args, client => reissue(world, client, args, at));
    return isRefused(moved) ? moved : { ...moved, minted: world.minted + 1 };
  },
  'vendor.suspended': (world, args, at) =>
    withVendorClient(world, args, client =>
      client.state === 'active'
        ? { ...client, state: 'suspended', changedAt: at }
        : refuse('not-active', `${client.clientId} is suspended already.`),
    ),
  'vendor.restored': (world, args, at) =>
    withVendorClient(world, args, client =>
      client.state === 'suspended'
        ? { ...client, state: 'active', changedAt: at }
        : refuse('not-suspended', `${client.clientId} is not suspended.`),
    ),
  'application.keySet': (world, args) => {
    const moved = withApiKey(world, args.application, args.key ?? apiKey(random(world.seed, 'apiKey', world.minted)));
    return isRefused(moved) ? moved : { ...moved, minted: world.minted + 1 };
  },
  'application.keyCleared': (world, args) => withApiKey(world, args.application, null),
  'signingKey.rolled': world => ({ ...world, signingKey: world.signingKey + 1 }),
};
