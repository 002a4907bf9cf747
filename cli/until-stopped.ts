/**
 * Settles at SIGINT or SIGTERM. A second one ends the process at once, as if nobody listened.
 *
 * npm and npx die of a SIGTERM without handing it on, and a harness left behind would keep its ports. So under npm the
 * end of whoever started us counts as well.
 */
export function untilStopped(env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise(resolve => {
    const parent = process.ppid;
    const watch = setInterval(() => process.ppid !== parent && stop(), WATCH_EVERY_MS).unref();
    if (env['npm_command'] === undefined) clearInterval(watch);
    const stop = () => {
      clearInterval(watch);
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}

const WATCH_EVERY_MS = 250;
