import { type ChangeArguments, isRefused, type Movers, type OfClient, type Refused } from './changes.js';
import { mintSiteClient } from './mint.js';
import { reissue } from './reissue.js';
import { refuse, resolveClient, resolvePresent, withClient, withInstallation } from './resolve.js';
import type { SiteClient, World } from './world.js';

type ClientChange = Extract<keyof ChangeArguments, `client.${string}` | 'secret.reissued'>;

function issue(world: World, args: ChangeArguments['client.issued'], at: number): World | Refused {
  const placed = resolvePresent(world, args);
  if (isRefused(placed)) return placed;
  const { installation, position } = placed;
  const client = mintSiteClient(args.client ?? 'oneroster', at, [world.seed, 'client', world.minted]);
  const grown = { ...world, minted: world.minted + 1 };
  return withInstallation(grown, position, { ...installation, clients: [...installation.clients, client] });
}

/** A credential moved from one state to another. */
function turn(from: SiteClient['state'], to: SiteClient['state'], otherwise: string) {
  return (world: World, of: OfClient, at: number): World | Refused => {
    const placed = resolveClient(world, of);
    if (isRefused(placed)) return placed;
    if (placed.client.state !== from) return refuse(`not-${from}`, `${placed.client.clientId} ${otherwise}`);
    return withClient(world, placed, { ...placed.client, state: to, changedAt: at });
  };
}

/** How a school's credentials move (LIFE-19, LIFE-21). */
export const CLIENT_CHANGES: Movers<ClientChange> = {
  'client.issued': issue,
  'client.suspended': turn('active', 'suspended', 'is suspended already.'),
  'client.restored': turn('suspended', 'active', 'is not suspended.'),
  'client.removed': (world, of, at) => {
    const placed = resolveClient(world, of);
    if (isRefused(placed)) return placed;
    return withClient(world, placed, { ...placed.client, state: 'removed', changedAt: at });
  },
  'secret.reissued': (world, args, at) => {
    const placed = resolveClient(world, args);
    if (isRefused(placed)) return placed;
    const client = reissue(world, placed.client, args, at);
    return isRefused(client) ? client : { ...withClient(world, placed, client), minted: world.minted + 1 };
  },
};
