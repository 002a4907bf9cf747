import type { Ready, WorldHandle } from '../mock-server/index.js';
import { paint, type Terminal } from './terminal.js';
import { version } from './version.js';

/** What a person sees when the harness is ready: where things are, what opens them, one command that works. */
export function banner(out: Terminal, harness: WorldHandle): string[] {
  const { ready } = harness;
  const world = harness.world();
  const schools = ready.organisationIds.length - 1;
  const label = (text: string) => paint(out, 'dim', text.padEnd(16));
  const told = ready.scenario === null ? '' : `, scenario ${ready.scenario}`;
  return [
    `${paint(out, 'bold', 'sims-harness')} ${version()} is ready. Nothing here is real: every id, name and secret is invented.`,
    '',
    `  ${label('STS')}${ready.tokenUrl}`,
    `  ${label('RAP')}${ready.rapUrl}/api/v1/partner/{applicationId}/GetSiteByApplication`,
    `  ${label('Control API')}${ready.controlUrl === null ? 'off' : `${ready.controlUrl}/openapi.json`}`,
    `  ${label('World')}${ready.world}, seed ${ready.seed}: ${schools} schools${told}`,
    '',
    `  ${label('Client id')}${ready.clientId}`,
    `  ${label('Client secret')}${ready.clientSecret}`,
    `  ${label('Scope')}${harness.variables()['SIMS_SCOPE'] ?? ''}`,
    `  ${label('Application id')}${ready.applicationId}  (${world.applications[0]?.name ?? ''})`,
    '',
    '  Try it:',
    ...curl(ready, harness.variables()['SIMS_SCOPE'] ?? '').map(line => `    ${paint(out, 'cyan', line)}`),
    '',
    '  Requests that are refused appear below, with the reason. Ctrl+C stops.',
    '',
  ];
}

/** A token, and with it the list of schools: two lines that work as they stand in a POSIX shell. */
function curl({ tokenUrl, rapUrl, clientId, clientSecret, applicationId }: Ready, scope: string): string[] {
  return [
    `TOKEN=$(curl -s ${tokenUrl} -d grant_type=client_credentials -d client_id=${clientId} \\`,
    `  --data-urlencode 'client_secret=${clientSecret}' -d 'scope=${scope}' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `curl -s -H "Authorization: Bearer $TOKEN" ${rapUrl}/api/v1/partner/${applicationId}/GetSiteByApplication`,
  ];
}
