import type { EstateClient, EstateSchool } from '../../../../control/estate/shape.js';
import type { ChangeIn } from '../../act.js';
import { said } from './name.js';
import { nameOf } from './order.js';

/** Something that can be done to a school: the change, and the sentence that says it was done. */
export type Action = {
  readonly text: string;
  readonly change: ChangeIn;
  readonly says: string;
  readonly danger?: true;
  /** The likely next thing. */
  readonly main?: true;
};

type OfSite = { readonly site: string; readonly application: string };

/** What can be done to the school as it is now, the most likely first. Pure. */
export function actionsOn(school: EstateSchool, application: string): readonly Action[] {
  const of: OfSite = { site: school.key, application };
  const name = said(nameOf(school));
  if (school.own) return [];
  switch (school.state) {
    case 'pending':
      return [action('Approve', 'site.approved', of, `${name} is approved.`), off(of, name), leave(of, name)];
    case 'active':
      return [off(of, name), leave(of, name), listing(school, application), further(of, name)];
    case 'disabled':
      return [action('Enable', 'site.enabled', of, `${name} is switched on again.`), leave(of, name)];
    case 'removed':
      return [
        action(
          'Reinstall',
          'site.reinstalled',
          { ...of, credentials: 'new' },
          `${name} is back with a new credential.`,
        ),
        action('Reinstall as before', 'site.reinstalled', { ...of, credentials: 'same' }, `${name} is back as before.`),
      ];
    case 'absent':
      return [action('Join', 'site.installed', of, `${name} has joined.`)];
  }
}

/** What can be done to one credential. Pure. */
export function actionsOnClient(school: EstateSchool, client: EstateClient, application: string): readonly Action[] {
  const of = { site: school.key, application, client: client.clientId };
  const name = said(nameOf(school));
  if (school.state === 'removed' || client.state === 'removed') return [];
  const reissue = action('Reissue secret', 'secret.reissued', of, `${name} has a new secret.`);
  if (client.state === 'suspended')
    return [reissue, action('Restore', 'client.restored', of, `The credential of ${name} works again.`)];
  return [
    reissue,
    action('Suspend', 'client.suspended', of, `The credential of ${name} is suspended.`),
    { ...action('Take away', 'client.removed', of, `A credential of ${name} was taken away.`), danger: true },
  ];
}

/** The one thing offered in the row itself; undefined where there is no such one. Pure. */
export function quickAction(school: EstateSchool, application: string): Action | undefined {
  const [client, ...others] = school.clients.filter(({ state }) => state !== 'removed');
  if (school.state !== 'active' || school.own) return actionsOn(school, application)[0];
  return client && others.length === 0 ? actionsOnClient(school, client, application)[0] : undefined;
}

export function renamed(school: EstateSchool, name: string): Action {
  return action(
    'Rename',
    'site.renamed',
    { site: school.key, name },
    `${said(nameOf(school))} is called ${said(name)} now.`,
  );
}

function action(text: string, kind: string, args: Readonly<Record<string, unknown>>, says: string): Action {
  return { text, change: { [kind]: args }, says };
}

const off = (of: OfSite, name: string) => action('Disable', 'site.disabled', of, `${name} is switched off.`);

const leave = (of: OfSite, name: string): Action => ({
  ...action('Remove', 'site.removed', of, `${name} has left.`),
  danger: true,
});

const further = (of: OfSite, name: string) =>
  action('Add a credential', 'client.issued', of, `${name} has one more credential.`);

function listing(school: EstateSchool, application: string): Action {
  const rows = { sites: [school.key], application };
  const name = said(nameOf(school));
  return school.hidden
    ? action('Show in the list', 'list.shown', rows, `${name} is listed again.`)
    : action('Hide from the list', 'list.hidden', rows, `${name} is missing from the list, though it has not left.`);
}
