import { isLoopback, type Ready, type World, type WorldHandle } from '../mock-server/index.js';
import { shellQuoted } from './shell-quote.js';
import { paint, type Terminal } from './terminal.js';
import { version } from './version.js';

/**
 * What a person sees when the harness is ready: where things are, what opens them, one command that works. `host` is
 * where it listens.
 */
export function banner(out: Terminal, harness: WorldHandle, host = '127.0.0.1'): string[] {
  const { ready } = harness;
  const world = harness.world();
  const schools = ready.organisationIds.length - 1;
  const label = (text: string) => paint(out, 'dim', text.padEnd(16));
  const told = ready.scenario === null ? '' : `, scenario ${ready.scenario}`;
  return [
    `${paint(out, 'bold', 'sims-harness')} ${version()} is ready. Nothing here is real: every id, name and secret is invented.`,
    '',
    `  ${label('STS')}${ready.tokenUrl}${harness.sts === 'sims' ? '' : "  (strictly by the RFCs, not as the vendor's)"}`,
    `  ${label('RAP')}${ready.rapUrl}/api/v1/partner/{applicationId}/GetSiteByApplication`,
    ...consoleLine(out, label, ready),
    `  ${label('Control API')}${ready.controlUrl === null ? 'off' : `${ready.controlUrl}/openapi.json`}`,
    ...(isLoopback(host) ? [] : tokenLine(label, ready)),
    ...tlsLines(label, ready),
    `  ${label('World')}${ready.world}, seed ${ready.seed}: ${schools} schools and your own organisation${told}`,
    ...schoolLine(label, world, ready),
    ...environmentLine(label, world, ready),
    '',
    `  ${label('Client id')}${ready.clientId}`,
    `  ${label('Client secret')}${ready.clientSecret}`,
    `  ${label('Scope')}${harness.variables().SIMS_SCOPE}`,
    `  ${label('Application id')}${ready.applicationId}  (${world.applications[0]?.name ?? ''})`,
    '',
    ...tryIt(out, harness),
    '',
    '  Requests that are refused appear below, with the reason (all of them with --log-level info). Ctrl+C stops.',
    '',
  ];
}

function consoleLine(out: Terminal, label: (text: string) => string, { consoleUrl }: Ready): string[] {
  return consoleUrl === null ? [] : [`  ${label('Console')}${paint(out, 'cyan', consoleUrl)}  (open it in a browser)`];
}

function tlsLines(label: (text: string) => string, { caFile, proxyUrl }: Ready): string[] {
  const proxy =
    proxyUrl === null ? [] : [`  ${label('Proxy')}${proxyUrl}  (HTTPS_PROXY, for https://sts.sims.co.uk and its like)`];
  return caFile === null
    ? proxy
    : [...proxy, `  ${label('CA file')}${caFile}  (sims-harness trust tells how to trust it)`];
}

/** Where plain http is refused no line of ours could work, and the reason is not to be seen from outside. */
function tryIt(out: Terminal, harness: WorldHandle): string[] {
  const { stsUrl, proxyUrl } = harness.ready;
  if (proxyUrl === null && stsUrl.startsWith('http:') && harness.switch('transport.http') === 'refuse') {
    return [
      '  Plain http is refused here, as the real services refuse it: every request gets 403.',
      '  To try it all the same: --set transport.http=allow',
    ];
  }
  const lines = curl(harness);
  return ['  Try it:', ...lines.map(line => `    ${paint(out, 'cyan', line)}`)];
}

/** The short names by which changes and scenarios call the schools. */
function schoolLine(label: (text: string) => string, world: World, { applicationId }: Ready): string[] {
  const own = world.installations.filter(({ application }) => application === applicationId);
  const joined = new Set(own.map(({ site }) => site));
  const keys = world.sites.filter(({ kind, key }) => kind === 'school' && joined.has(key)).map(({ key }) => key);
  const shown = keys.slice(0, MOST_KEYS).join(', ');
  return [`  ${label('Schools')}${keys.length > MOST_KEYS ? `${shown} and ${keys.length - MOST_KEYS} more` : shown}`];
}

/** Where a world holds both of the vendor's environments, only one is told here. */
function environmentLine(label: (text: string) => string, world: World, { applicationId }: Ready): string[] {
  const application = world.applications.find(({ id }) => id === applicationId);
  const home = world.partners.find(({ key }) => key === application?.partner)?.environment;
  const other = home === 'live' ? 'partner' : 'live';
  if (home === undefined || world.partners.every(({ environment }) => environment === home)) return [];
  return [
    `  ${label('Environment')}${home}. The ${other} one has addresses and credentials of its own: --environment ${other}`,
  ];
}

const MOST_KEYS = 6;

/** Changes over the control API need the token unless it is bound to this machine alone. */
function tokenLine(label: (text: string) => string, { controlUrl, controlToken }: Ready): string[] {
  return controlUrl === null ? [] : [`  ${label('Control token')}${controlToken}`];
}

/** A token, and with it the list of schools: lines that work as they stand in a POSIX shell. */
function curl({ ready, variables, interceptedVariables }: WorldHandle): string[] {
  const { clientId, clientSecret, applicationId, caFile, proxyUrl } = ready;
  const told = proxyUrl === null ? variables() : interceptedVariables();
  const field = (name: string, value = '') => `--data-urlencode ${shellQuoted(`${name}=${value}`)}`;
  const proxy = proxyUrl === null ? '' : `HTTPS_PROXY=${shellQuoted(proxyUrl)} `;
  const command = `${proxy}curl -s${caFile === null ? '' : ` --cacert ${shellQuoted(caFile)}`}`;
  const list = `${told['SIMS_RAP_URL']}/api/v1/partner/${applicationId}/GetSiteByApplication`;
  return [
    `TOKEN=$(${command} ${shellQuoted(told['SIMS_TOKEN_URL'] ?? '')} -d grant_type=client_credentials ${field('client_id', clientId)} \\`,
    `  ${field('client_secret', clientSecret)} ${field('scope', told['SIMS_SCOPE'])} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `${command} -H "Authorization: Bearer $TOKEN" ${shellQuoted(list)}`,
  ];
}
