import { type Answer, JSON_TYPE, type Note } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Parameters } from '../dialect.js';
import type { Harness } from '../harness.js';
import type { Switches } from '../switches/index.js';
import { credentialRows } from '../view/index.js';
import type { Application, Installation } from '../world/index.js';
import type { Caller } from './bearer.js';
import { bindApplication, bindOrganisation, readIds } from './binding.js';
import { forbiddenBody, noSuchResource, saying } from './refusal.js';
import { stillShown } from './still-shown.js';

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
  if (installation.state === 'removed')
    return fresh(harness, asked, application, installation, stillShown(harness, [installation.site], caller));
  const known = prepared.get(installation);
  if (known && known.application === application && known.switches === harness.switches()) {
    return { status: 200, headers: JSON_HEADERS, body: known.body, note: counted(known.switches, caller.note) };
  }
  return fresh(harness, asked, application, installation, caller);
}

/** The note, with the switch that decides how many rows there are, where it does. */
function counted(switches: Switches, note: Note): Note {
  const perSite = switches['rap.clientsPerSite'];
  if (perSite === 1) return note;
  const why = note.why ?? 'no credential is shown, whatever the school has';
  return saying(perSite === 0 ? { ...note, why } : note, `rap.clientsPerSite=${perSite}`);
}

const JSON_HEADERS = [JSON_TYPE];

/** Answers that hold until the installation, its application or a switch changes: each of these is then another object. */
type Prepared = { readonly application: Application; readonly switches: Switches; readonly body: string };
const prepared = new WeakMap<Installation, Prepared>();

function fresh(
  harness: Harness,
  asked: Asked,
  application: Application,
  installation: Installation,
  { note }: Caller,
): Answer {
  const switches = harness.switches();
  const rows = credentialRows(application, installation, switches, harness.clock.now());
  if (rows === '403' || rows === '404') {
    const told = { ...note, why: `${installation.site} is ${installation.state}` };
    return rows === '403' ? forbiddenBody(switches, told) : noSuchResource(asked, told);
  }
  const body = JSON.stringify(rows);
  // While RAP and the STS disagree, time alone changes the answer (LIFE-25).
  if (switches['sts.rapSkew'] === 'none') prepared.set(installation, { application, switches, body });
  return { status: 200, headers: JSON_HEADERS, body, note: counted(switches, note) };
}
