import type { Switches } from '../switches/index.js';
import type { Application, Installation } from '../world/index.js';
import { shownSecret } from './secrets.js';

/** A row of Clients, with the vendor's names in the vendor's order; its spelling of the key included (RAP-20, RAP-24). */
export type ClientRowWire = {
  ClientId: string;
  Secret: string;
  OCPAIMKey?: string | null;
  Description: string | null;
};

/**
 * What Clients answers for one school: rows, or a refusal that a switch asks for (LIFE-12, LIFE-13). A school that has
 * left is shown as an active one for as long as it is shown at all (LIFE-14).
 */
export type Credentials = readonly ClientRowWire[] | '403' | '404';

export function credentialRows(
  application: Application,
  installation: Installation,
  switches: Switches,
  now: number,
): Credentials {
  const withheld = withheldBy(installation, switches);
  if (withheld === '403' || withheld === '404') return withheld;
  if (withheld === 'empty' || switches['rap.clientsPerSite'] === 0) return [];
  const listsSuspended = switches['rap.suspendedClients'] === 'listed';
  return installation.clients
    .filter(c => c.state === 'active' || (c.state === 'suspended' && listsSuspended))
    .map(client => ({
      ClientId: client.clientId,
      Secret: shownSecret(client, switches, now),
      ...apiKeyMember(application, switches),
      Description: switches['rap.description'] === 'text' ? client.description : null, // RAP-26
    }));
}

function withheldBy({ state }: Installation, switches: Switches): 'empty' | 'listed' | '403' | '404' {
  if (state === 'pending') return switches['rap.clientsWhenPending'];
  if (state === 'disabled') return switches['rap.clientsWhenDisabled'];
  return 'listed';
}

/** RAP-25: the key is only returned when one is set; how it looks otherwise is a switch. */
function apiKeyMember({ apiKey }: Application, switches: Switches): Pick<ClientRowWire, 'OCPAIMKey'> {
  if (apiKey !== null) return { OCPAIMKey: apiKey };
  const unset = switches['rap.ocpKeyUnset'];
  if (unset === 'absent') return {};
  return { OCPAIMKey: unset === 'null' ? null : '' };
}
