import type { Answer } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Harness, Kept } from '../harness.js';
import { headerOf } from '../iis.js';
import type { Service } from '../switches/index.js';
import { random } from '../world/index.js';

const HASHES: Kept<Map<Service, string>> = { make: () => new Map() };

/** INFRA-09: what App Service adds to a service's own answers. The cookie names one instance, always the same. */
export function hostHeaders(harness: Harness, asked: Asked, service: Service): Answer['headers'] {
  return [
    ['Server', 'Microsoft-IIS/10.0'],
    ['X-Powered-By', 'ASP.NET'],
    ['Set-Cookie', `ARRAffinity=${instanceOf(harness, service)};Path=/;HttpOnly;Domain=${hostName(asked)}`],
  ];
}

/** 64 hex digits of the world's seed. */
function instanceOf(harness: Harness, service: Service): string {
  const known = harness.kept(HASHES);
  let hash = known.get(service);
  if (hash === undefined) {
    const { below } = random(harness.world().seed, 'instance', service);
    hash = Array.from({ length: 64 }, () => below(16).toString(16)).join('');
    known.set(service, hash);
  }
  return hash;
}

function hostName({ rawHeaders }: Asked): string {
  const name = (headerOf(rawHeaders, 'host') ?? '').replace(/:\d+$/, '');
  return /^[\w.:[\]-]*$/.test(name) ? name : '';
}
