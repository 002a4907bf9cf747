import { isLoopback, type Ready, type WorldHandle } from '../mock-server/index.js';
import { shellQuoted } from './shell-quote.js';
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
    ...tokenLine(label, ready),
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

/** Changes over the control API need the token unless it is bound to this machine alone. */
function tokenLine(label: (text: string) => string, { controlUrl, controlToken }: Ready): string[] {
  const isOpen = controlUrl !== null && !isLoopback(new URL(controlUrl).hostname);
  return isOpen ? [`  ${label('Control token')}${controlToken}`] : [];
}

/** A token, and with it the list of schools: lines that work as they stand in a POSIX shell. */
function curl({ tokenUrl, rapUrl, clientId, clientSecret, applicationId }: Ready, scope: string): string[] {
  const field = (name: string, value: string) => `--data-urlencode ${shellQuoted(`${name}=${value}`)}`;
  const list = `${rapUrl}/api/v1/partner/${applicationId}/GetSiteByApplication`;
  return [
    `TOKEN=$(curl -s ${shellQuoted(tokenUrl)} -d grant_type=client_credentials ${field('client_id', clientId)} \\`,
    `  ${field('client_secret', clientSecret)} ${field('scope', scope)} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `curl -s -H "Authorization: Bearer $TOKEN" ${shellQuoted(list)}`,
  ];
}
