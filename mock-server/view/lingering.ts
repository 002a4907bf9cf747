import type { Switches } from '../switches/index.js';
import type { Application, Installation, World } from '../world/index.js';

/** Whether RAP still shows a school that has left (LIFE-14). The token server never does. */
export function lingers({ state, changedAt }: Installation, switches: Switches, now: number): boolean {
  return state === 'removed' && now < changedAt + switches['rap.removalDelay'] * 1000;
}

/** Whether RAP counts the school among those that use the application (RAP-43). */
export function isLinked(installation: Installation, switches: Switches, now: number): boolean {
  return installation.state !== 'removed' || lingers(installation, switches, now);
}

/** Schools of an application that have left and are still shown, and when the first of them is shown no more. */
export function lingering(
  world: World,
  application: Application,
  switches: Switches,
  now: number,
): { readonly sites: readonly string[]; readonly until: number } {
  if (switches['rap.removalDelay'] === 0) return { sites: [], until: Number.POSITIVE_INFINITY };
  const staying = world.installations.filter(i => i.application === application.id && lingers(i, switches, now));
  const ends = staying.map(i => i.changedAt + switches['rap.removalDelay'] * 1000);
  return { sites: staying.map(i => i.site), until: ends.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) };
}
