/**
 * Settles at SIGINT or SIGTERM. A second one ends the process at once, as if nobody listened.
 *
 * npm and npx die of a SIGTERM without handing it on, and a harness left behind would keep its ports. So under npm the
 * end of whoever started us counts as well.
 */
export function untilStopped(env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise(resolve => {
    const stop = () => {
      clearInterval(watch);
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    const watch = env['npm_command'] === undefined ? undefined : watchParent(stop);
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}

const WATCH_EVERY_MS = 250;

/** Node says nowhere that a parent has died; its number changes. */
function watchParent(stop: () => void): NodeJS.Timeout {
  const parent = process.ppid;
  return setInterval(() => process.ppid !== parent && stop(), WATCH_EVERY_MS).unref();
}
