import type { Answer } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Parameters } from '../dialect.js';
import type { Harness } from '../harness.js';
import { isLinked } from '../view/index.js';
import {
  type Application,
  applicationById,
  type ClientOwner,
  environmentOfApplication,
  guidOf,
  type Installation,
  installationAt,
  siteByOrganisation,
} from '../world/index.js';
import type { Caller } from './bearer.js';
import { forbidden, malformedId, malformedWhy } from './refusal.js';

/** The ids of the path as GUIDs, or the refusal: both are checked before anything is looked up (RAP-38, RAP-46). */
export function readIds(
  harness: Harness,
  asked: Asked,
  parameters: Parameters,
  { note }: Caller,
): { applicationId: string; organisationId: string } | { refusal: Answer } {
  const applicationId = guidOf(parameters['applicationId'] ?? '', 'any');
  if (applicationId === undefined) {
    const why = malformedWhy(parameters['applicationId'] ?? '', true);
    return { refusal: malformedId(harness.switches(), asked, { ...note, why }) };
  }
  const wanted = parameters['organisationId'];
  const organisationId = wanted === undefined ? '' : guidOf(wanted, 'any');
  if (organisationId === undefined) {
    return { refusal: malformedId(harness.switches(), asked, { ...note, why: malformedWhy(wanted ?? '', false) }) };
  }
  return { applicationId, organisationId };
}

/** The application, when the caller's partner owns it (RAP-40 to RAP-42). */
export function bindApplication(
  harness: Harness,
  asked: Asked,
  id: string,
  { owner, note }: Caller,
): { application: Application } | { refusal: Answer } {
  const application = applicationById(harness.world(), id);
  if (!application) {
    const organisation = siteByOrganisation(harness.world(), id);
    const why = organisation
      ? `this is the organisation id of ${organisation.key}, not an application id`
      : 'no application has this id';
    return { refusal: forbidden('rap.unknownApplication', harness.switches(), asked, { ...note, why }) };
  }
  if (belongsTo(application, owner)) return { application };
  const home = environmentOfApplication(harness.world(), application);
  const why =
    home === null || home === asked.environment
      ? 'the application belongs to another partner'
      : `this is an application of the ${home} environment, and this is the ${asked.environment} one`;
  return { refusal: forbidden('rap.foreignApplication', harness.switches(), asked, { ...note, why }) };
}

/** A partner sees its own applications; a school's client, where it has the scope at all, the one it was made for. */
function belongsTo(application: Application, owner: ClientOwner): boolean {
  if (owner.kind === 'vendor') return owner.partner.key === application.partner;
  return owner.installation.application === application.id;
}

/** The installation, when the organisation is linked to the application (RAP-40, RAP-43). */
export function bindOrganisation(
  harness: Harness,
  asked: Asked,
  application: Application,
  organisationId: string,
  { note }: Caller,
): { installation: Installation } | { refusal: Answer } {
  const site = siteByOrganisation(harness.world(), organisationId);
  const installation = site && installationAt(harness.world(), application.id, site.key);
  if (installation && isLinked(installation, harness.switches(), harness.clock.now())) return { installation };
  const why = whyUnlinked(site?.key, installation);
  return { refusal: forbidden('rap.unlinkedOrganisation', harness.switches(), asked, { ...note, why }) };
}

function whyUnlinked(site: string | undefined, installation: Installation | undefined): string {
  if (site === undefined) return 'no organisation has this id';
  return installation ? `${site} has left this application` : `${site} does not use this application`;
}
