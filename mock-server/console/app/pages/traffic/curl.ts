import type { Exchange } from './exchange.js';

type At = { readonly stsUrl: string; readonly rapUrl: string };

/**
 * The request again, for a shell: what the journal knows as it was, secrets and tokens as variables. Undefined for
 * what only the intercepting proxy has seen. Everything that came over the wire is quoted.
 */
export function curlOf(exchange: Exchange, at: At): string | undefined {
  const { service, operation, method, path, host } = exchange;
  if (service === 'proxy') return undefined;
  const origin = new URL(service === 'sts' ? at.stsUrl : at.rapUrl).origin;
  const words = [
    'curl -sS -i',
    ...(origin.startsWith('https:') ? ['--cacert "$SIMS_CA_FILE"'] : []),
    // Form fields make it a POST by themselves.
    ...(method === 'GET' || operation === 'sts.token' ? [] : [`-X ${quoted(method)}`]),
    ...(host === undefined ? [] : [`-H ${quoted(`Host: ${host}`)}`]),
    ...(service === 'rap' ? ["-H 'Accept: application/json'"] : []),
    ...(operation === 'sts.token' ? tokenWords(exchange) : []),
    ...(exchange.authentication === 'bearer' ? ['-H "Authorization: Bearer $SIMS_TOKEN"'] : []),
    quoted(origin + path),
  ];
  return [...remarks(exchange), words.join(' \\\n  ')].join('\n');
}

function tokenWords({ authentication, clientId }: Exchange): string[] {
  const grant = ["--data-urlencode 'grant_type=client_credentials'", '--data-urlencode "scope=$SIMS_SCOPE"'];
  const id = clientId === undefined ? '"$SIMS_CLIENT_ID"' : quoted(clientId);
  switch (authentication) {
    case 'body':
      return [...grant, `--data-urlencode client_id=${id}`, '--data-urlencode "client_secret=$SIMS_CLIENT_SECRET"'];
    case 'basic-raw':
      return [...grant, `-u ${id}:"$SIMS_CLIENT_SECRET"`];
    case 'basic-encoded':
      return [...grant, `-u ${id}:"$SIMS_CLIENT_SECRET_ENCODED"`];
    default:
      return grant;
  }
}

/** What has to be set, and what cannot be told. */
function remarks({ operation, authentication, secret, token, path, method }: Exchange): string[] {
  const isToken = operation === 'sts.token';
  const marked = (print: string | undefined) => (print === undefined ? '' : `, seen as ${print}`);
  const found: string[] = [];
  if (isToken && (authentication === 'body' || authentication === 'basic-raw'))
    found.push(`# Set SIMS_CLIENT_SECRET (the secret${marked(secret)}) and SIMS_SCOPE first.`);
  if (isToken && authentication === 'basic-encoded')
    found.push(`# Set SIMS_CLIENT_SECRET_ENCODED (the secret${marked(secret)}, form-encoded) and SIMS_SCOPE first.`);
  if (isToken && authentication === undefined) found.push('# It came without credentials that could be read.');
  if (authentication === 'bearer') found.push(`# Set SIMS_TOKEN (the access token${marked(token)}) first.`);
  if (path.includes('…')) found.push('# … stands for what the journal does not show: put it in again.');
  if (!isToken && method !== 'GET') found.push('# The journal keeps no bodies: add what was sent.');
  return found;
}

/** One word of a POSIX shell, whatever is in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
