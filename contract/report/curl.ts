import type { Exchange } from '../../mock-server/index.js';

/** An exchange as a command to try against a running harness, with its variables in place of addresses and secrets. */
export function curlOf({ operation, method, path }: Pick<Exchange, 'operation' | 'method' | 'path'>): string {
  if (operation === 'sts.token')
    return 'curl -i -u "$SIMS_CLIENT_ID:$SIMS_CLIENT_SECRET" -d grant_type=client_credentials --data-urlencode "scope=$SIMS_SCOPE" "$SIMS_TOKEN_URL"';
  const verb = method === 'GET' ? '' : ` -X ${method}`;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
  const base = operation.startsWith('rap.') ? '$SIMS_RAP_URL' : '${SIMS_TOKEN_URL%/connect/token}';
  const bearer = operation.startsWith('rap.') ? ' -H "Authorization: Bearer $TOKEN"' : '';
  // Without the prefix of the world, which is in the variable already; nothing a shell would act on.
  const rest = path.replace(/^\/~[^/]+/, '').replace(/[^\w./~%?=&:-]/g, '…');
  return `curl -i${verb}${bearer} "${base}${rest}"`;
}
