import { type Answer, json } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Parameters } from '../dialect.js';
import type { Harness } from '../harness.js';
import { credentialRows } from '../view/index.js';
import type { Caller } from './bearer.js';
import { bindApplication, bindOrganisation, readIds } from './binding.js';
import { forbiddenBody, noSuchResource } from './refusal.js';

/** `Clients`: the credentials of one school for one application, in clear, every time (RAP-02, RAP-20 to RAP-22). */
export function clients(harness: Harness, asked: Asked, parameters: Parameters, caller: Caller): Answer {
  const ids = readIds(harness, asked, parameters, caller);
  if ('refusal' in ids) return ids.refusal;
  const bound = bindApplication(harness, asked, ids.applicationId, caller);
  if ('refusal' in bound) return bound.refusal;
  const { application } = bound;
  const linked = bindOrganisation(harness, asked, application, ids.organisationId, caller);
  if ('refusal' in linked) return linked.refusal;
  const { installation } = linked;
  const rows = credentialRows(application, installation, harness.switches(), harness.clock.now());
  if (typeof rows !== 'string') return json(200, rows, [], caller.note);
  const note = { ...caller.note, why: `${installation.site} is ${installation.state}` };
  return rows === '403' ? forbiddenBody(harness.switches(), note) : noSuchResource(asked, note);
}
