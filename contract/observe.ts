import type { Exchange, Sight } from '../mock-server/index.js';
import type { Observed } from './seen.js';

/** Exchanges with what the socket showed of each. */
export function observe(exchanges: readonly Exchange[], sights: readonly Sight[]): readonly Observed[] {
  const byNumber = new Map(sights.map(sight => [sight.exchange, sight]));
  return exchanges.map(exchange => {
    const sight = byNumber.get(exchange.number);
    const form =
      sight && exchange.operation === 'sts.token' ? new URLSearchParams(sight.body.toString('utf8')) : undefined;
    return {
      ...exchange,
      arrivedAt: sight?.arrivedAt ?? 0,
      answeredAt: sight?.answeredAt ?? 0,
      connection: sight?.connection ?? 0,
      contentType: sight && headerOf(sight, 'content-type'),
      form: form ? [...new Set(form.keys())] : [],
      grant: grantIn(form?.get('grant_type')),
      scope: form?.get('scope') ?? undefined,
    };
  });
}

const GRANTS = ['client_credentials', 'password', 'authorization_code', 'refresh_token', 'implicit'];

/** Only a name that exists is repeated: anything else may be a secret in the wrong field. */
function grantIn(sent: string | null | undefined): string | undefined {
  if (sent === null || sent === undefined) return undefined;
  return GRANTS.includes(sent) ? sent : 'another';
}

function headerOf({ rawHeaders }: Sight, wanted: string): string | undefined {
  const at = rawHeaders.findIndex((name, n) => n % 2 === 0 && name.toLowerCase() === wanted);
  return at === -1 ? undefined : rawHeaders[at + 1];
}
