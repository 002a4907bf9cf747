import { fileURLToPath } from 'node:url';
import type { Control, Environment, Run, Served, Subject } from '../../../contract/subject/subject.js';

/** What an agent of the gallery is given in place of a process of its own. */
type Io = {
  readonly env: Environment;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Its death: sockets are gone, and nothing is written any more. */
  readonly signal: AbortSignal;
};
type Command = (io: Io) => Promise<number>;
type Agent = { readonly sync: Command; readonly dump: Command; readonly serve: Command };

/** The file of an agent of the gallery. */
export const fileOf = (name: string): string => fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));

/** An agent of the gallery inside this process: some ten times cheaper than one of its own, for it need not start. */
export async function insideSubject(name: string): Promise<Subject> {
  const agent = await agentOf(name);
  return {
    name,
    sync: (environment, control) => runInside(agent.sync, environment, control),
    dump: (environment, control) => runInside(agent.dump, environment, control),
    serve: (environment, control) => serveInside(agent.serve, environment, control),
    killable: true,
  };
}

async function agentOf(name: string): Promise<Agent> {
  const module: { readonly subject?: Agent } = await import(fileOf(name));
  if (!module.subject)
    throw new Error(`${fileOf(name)} exports no subject: write "export const subject = agent({…});"`);
  return module.subject;
}

async function runInside(command: Command, env: Environment, { timeoutMs, stop, kill }: Control): Promise<Run> {
  stop.throwIfAborted();
  const from = performance.now();
  const outOfTime = new AbortController();
  const timer = setTimeout(() => outOfTime.abort(), timeoutMs);
  const signal = AbortSignal.any([outOfTime.signal, stop, ...(kill ? [kill] : [])]);
  const { said, out, err } = newSpeech();
  const io: Io = { env, out, err, signal };
  const exit = await exitOf(command, io).finally(() => clearTimeout(timer));
  if (stop.aborted) throw stop.reason;
  const killed = kill?.aborted ?? false;
  const timedOut = outOfTime.signal.aborted && !killed;
  return { exit, ...said, cut: false, timedOut, killed, ms: performance.now() - from };
}

/** As Node would end it: 1 with the error on stderr, null for one that was killed. */
async function exitOf(command: Command, io: Io): Promise<number | null> {
  try {
    const exit = await command(io);
    return io.signal.aborted ? null : exit;
  } catch (error) {
    if (io.signal.aborted) return null;
    io.err(`${error instanceof Error ? error.stack : String(error)}\n`);
    return 1;
  }
}

async function serveInside(command: Command, env: Environment, { stop }: Control): Promise<Served> {
  const end = new AbortController();
  const signal = AbortSignal.any([end.signal, stop]);
  const { said, out, err } = newSpeech();
  let ended: Promise<unknown> = Promise.resolve();
  const url = await new Promise<string>((tell, fail) => {
    const first = (text: string) => {
      out(text);
      tell(text.trim());
    };
    ended = command({ env, out: first, err, signal }).catch(fail);
  });
  return {
    use: async organisationId => (await fetch(`${url}/${organisationId}`)).status,
    said: () => said.stdout + said.stderr,
    stop: async () => {
      end.abort();
      await ended;
    },
  };
}

/** What an agent says, kept. */
function newSpeech() {
  const said = { stdout: '', stderr: '' };
  const out = (text: string) => {
    said.stdout += text;
  };
  const err = (text: string) => {
    said.stderr += text;
  };
  return { said, out, err };
}
