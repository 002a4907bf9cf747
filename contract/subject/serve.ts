import { type Collected, type Started, startCommand } from './exec.js';
import { type Control, type Environment, type Served, type Subject, SubjectError } from './subject.js';
import { addressIn, type UseUrl, useUrl } from './use-url.js';

/** How a running application is reached: the command that starts it, where it is, or both. */
export type Serving = { readonly command?: readonly string[] | undefined; readonly url?: string | undefined };

/** The application of an integrator's; undefined where neither is given. */
export function serveDoor({ command, url }: Serving): Subject['serve'] {
  if (command) return (environment, control) => startServed(command, url, environment, control);
  if (url === undefined) return undefined;
  return async environment => ({
    use: use(useUrl(url), environment),
    said: () => '',
    // It was there before, and stays.
    stop: async () => {},
  });
}

/** Starts it, and waits until it says where it is. @throws SubjectError when it cannot be started, ends, or does not say. */
async function startServed(
  argv: readonly string[],
  template: string | undefined,
  environment: Environment,
  { timeoutMs, stop }: Control,
): Promise<Served> {
  stop.throwIfAborted();
  const command = startCommand(argv, environment);
  const onStop = () => command.end();
  stop.addEventListener('abort', onStop);
  const end = async () => {
    stop.removeEventListener('abort', onStop);
    command.end();
    await command.ended;
  };
  try {
    await command.started;
    const printed = await addressOf(command, argv, timeoutMs);
    stop.throwIfAborted();
    return { use: use(useUrl(template, printed), environment), said: () => said(command), stop: end };
  } catch (error) {
    if (!(error instanceof SubjectError) || (await isRunning(command))) await end();
    throw error;
  }
}

const said = ({ stdout, stderr }: Started): string => `${stdout.text()}\n${stderr.text()}`;

/** A line that is still coming may hold half a port. */
function wholeLines(collected: Collected): string {
  const text = collected.text();
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

/** False for a command that never ran: it has no end to wait for. */
const isRunning = ({ started }: Started): Promise<boolean> =>
  started.then(
    () => true,
    () => false,
  );

async function addressOf(command: Started, argv: readonly string[], timeoutMs: number): Promise<string> {
  const name = `"${argv.join(' ')}" (--serve)`;
  const found = new Promise<string>(resolve => {
    const look = () => {
      const address = addressIn(wholeLines(command.stdout) + wholeLines(command.stderr));
      if (address !== undefined) resolve(address);
    };
    command.stdout.watch(look);
    command.stderr.watch(look);
    look();
  });
  const ended = command.ended.then(exit => {
    const said = { stdout: command.stdout.text(), stderr: command.stderr.text() };
    const why = `ended with ${exit ?? 'a signal'} before it said where it listens. Let it run on.`;
    throw new SubjectError(`${name} ${why}`, said);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const why = `did not say where it listens within ${timeoutMs / 1000} s (--timeout). Let it print its address, such as`;
    timer = setTimeout(() => reject(new SubjectError(`${name} ${why} http://127.0.0.1:8080.`)), timeoutMs);
  });
  return Promise.race([found, ended, late]).finally(() => clearTimeout(timer));
}

/** Longer than anybody would let a user wait. */
const ANSWER_MS = 10_000;

/** One use. The bearer of SIMS_USE_BEARER is shown to whoever wants to see it; no redirect is followed. */
function use(url: UseUrl, environment: Environment): Served['use'] {
  const authorization = `Bearer ${environment['SIMS_USE_BEARER'] ?? ''}`;
  return async organisationId => {
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const answer = await fetch(url(organisationId), { headers: { authorization }, redirect: 'manual', signal });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  };
}
