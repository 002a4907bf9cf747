import type { Answer } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Dialect, Handler, Parameters } from '../dialect.js';
import type { Harness } from '../harness.js';
import { methodNotAllowed, notFound, tlsGate } from '../iis.js';
import { type Caller, checkBearer, type Turned } from './bearer.js';
import { clients } from './clients.js';
import { worded } from './manners.js';
import { beforeRouting } from './routing.js';
import { RAP_SCHEMAS } from './schema.js';
import { siteList } from './site-list.js';
import type { RowName } from './xml.js';

type Authorised = (harness: Harness, asked: Asked, parameters: Parameters, caller: Caller) => Answer;

/** Runs the answer only for a caller whose token is good. Stays synchronous where the token was seen before. */
function authorised(rows: RowName, answer: Authorised): Handler {
  return (harness, asked, parameters) => {
    const go = (checked: Caller | Turned) => {
      const made = 'refusal' in checked ? checked.refusal : answer(harness, asked, parameters, checked);
      return worded(made, harness.switches(), asked, rows);
    };
    const checked = checkBearer(harness, asked);
    return checked instanceof Promise ? checked.then(go) : go(checked);
  };
}

/** The RAP partner API's dialect: two calls, to the letter (RAP). */
export function createRap(): Dialect {
  return {
    service: 'rap',
    routes: [
      {
        operation: 'rap.sites',
        methods: ['GET'],
        path: '/api/v1/partner/:applicationId/GetSiteByApplication',
        handle: authorised('Site', siteList),
        schema: RAP_SCHEMAS.sites,
      },
      {
        operation: 'rap.clients',
        methods: ['GET'],
        path: '/api/v1/partner/:applicationId/:organisationId/Clients',
        handle: authorised('ClientCredential', clients),
        schema: RAP_SCHEMAS.clients,
      },
    ],
    gate: (harness, asked) => tlsGate(harness, asked) ?? beforeRouting(harness, asked),
    notFound,
    methodNotAllowed,
  };
}
