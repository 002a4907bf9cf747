import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

type Surroundings = { readonly platform: NodeJS.Platform; readonly env: NodeJS.ProcessEnv };

/** The words that open an address on this desktop; undefined where there is none, as on a server or in a container. */
export function openerOf({ platform, env }: Surroundings): readonly string[] | undefined {
  // Whoever comes from another machine would not see what opens on this one.
  if (env['CI'] !== undefined || env['SSH_CONNECTION'] !== undefined) return undefined;
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  if (env['DISPLAY'] === undefined && env['WAYLAND_DISPLAY'] === undefined) return undefined;
  return onPath('xdg-open', env) ? ['xdg-open'] : undefined;
}

function onPath(name: string, { PATH = '' }: NodeJS.ProcessEnv): boolean {
  return PATH.split(delimiter).some(folder => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}

/** Opens an address and does not wait; where that fails, the address was printed anyway. */
export function open([command = '', ...words]: readonly string[], url: string): void {
  const child = spawn(command, [...words, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
