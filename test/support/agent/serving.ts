// `sims-agent serve` as a program, and questions put to it.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Ready } from '../../../agent/commands/serve.js';
import { type Ended, type Running, start, stop, until } from '../command.js';
import type { Sandbox } from './sandbox.js';

const bin = fileURLToPath(new URL('../../../dist/sims-agent.js', import.meta.url));

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };
export type Question = { readonly method?: string; readonly headers?: Readonly<Record<string, string>> };

export class Serving {
  readonly running: Running;
  readonly ready: Ready;
  /** Sent with every question that has no headers of its own; null: none. */
  bearer: string | null;
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(running: Running, ready: Ready, bearer: string | null) {
    this.running = running;
    this.ready = ready;
    this.bearer = bearer;
  }

  /** Starts it and waits until it is ready. @throws Error with what it said when it ends before. */
  static async start(box: Sandbox, ...argv: readonly string[]): Promise<Serving> {
    const running = Serving.begin(box, '--json', ...argv);
    let ended: Ended | undefined;
    void running.ended.then(each => {
      ended = each;
    });
    await until(() => ended !== undefined || running.stdout().includes('\n'));
    if (ended) throw new Error(`serve ended with ${ended.exit}: ${ended.stderr}`);
    const bearer = await readFile(Serving.bearerFile(box), 'utf8').catch(() => null);
    return new Serving(running, JSON.parse(running.stdout()), bearer?.trim() ?? null);
  }

  static begin(box: Sandbox, ...argv: readonly string[]): Running {
    return start([process.execPath, bin, 'serve', ...argv], { env: box.env });
  }

  static bearerFile(box: Sandbox): string {
    return join(box.folder, 'config', 'sims-agent', 'bearer');
  }

  /** Like curl: `path` is sent as it is. */
  async ask(path: string, { method = 'GET', headers }: Question = {}): Promise<Answer> {
    const { url, socket } = this.ready;
    const where = socket === null ? { port: new URL(url ?? '').port } : { socketPath: socket };
    const shown = headers ?? (this.bearer === null ? {} : { authorization: `Bearer ${this.bearer}` });
    const sent = request({ host: '127.0.0.1', ...where, path, method, headers: shown, agent: this.#agent }).end();
    const [answer] = await once(sent, 'response');
    return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
  }

  /** The JSON of an answer, whatever its status. */
  async read(path: string): Promise<ReturnType<typeof JSON.parse>> {
    return JSON.parse((await this.ask(path)).body);
  }

  /** One line of /metrics, by the name and labels it begins with. */
  async metric(name: string): Promise<number> {
    const { body } = await this.ask('/metrics');
    const line = body.split('\n').find(each => each.startsWith(`sims_agent_${name} `));
    return Number(line?.split(' ').at(-1));
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.#agent.destroy();
    return stop(this.running, signal);
  }
}
