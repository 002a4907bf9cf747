import type { Answer } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Harness } from '../harness.js';
import { headerOf } from '../iis.js';
import { invalidKey, missingKey } from './management.js';

/**
 * INFRA-21 to INFRA-23: the subscription key, in the header or, where that is missing, in the query. The gateway knows
 * subscriptions and nothing of applications, so the key of any application of the world opens; where no application
 * has one, none does.
 */
export function keyRefusal(harness: Harness, asked: Asked): Answer | undefined {
  const switches = ['infra.apim=rap'];
  const shown = headerOf(asked.rawHeaders, 'ocp-apim-subscription-key') || keyInQuery(asked.query);
  const keys = harness.world().applications.flatMap(({ apiKey }) => apiKey ?? []);
  const none =
    keys.length === 0 ? ': no application of this world has one, set it with the change application.keySet' : '';
  if (!shown) {
    const words = harness.switches()['infra.apimText'];
    const why = `no Ocp-Apim-Subscription-Key${none}`;
    return missingKey(words, realmOf(asked), { why, switches: [...switches, `infra.apimText=${words}`] });
  }
  if (keys.includes(shown)) return undefined;
  const why = `the Ocp-Apim-Subscription-Key is not the API-manager key of an application${none}`;
  return invalidKey(realmOf(asked), { why, switches, secret: harness.fingerprint(shown) });
}

function keyInQuery(query: string): string | undefined {
  for (const [name, value] of new URLSearchParams(query)) {
    if (name.toLowerCase() === 'subscription-key') return value;
  }
  return undefined;
}

/** The address of the API as its callers know it. */
function realmOf({ rawHeaders }: Asked): string {
  const host = headerOf(rawHeaders, 'host') ?? '';
  return `https://${/^[\w.:[\]-]*$/.test(host) ? host : ''}/api/v1/partner`;
}
