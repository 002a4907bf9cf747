import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type RunningHarness, startHarness } from '../../mock-server/index.js';
import { ask, type Headers } from '../support/ask.js';

const KEYS = join(tmpdir(), 'sims-id-harness-test-keys');

export type Members = Readonly<Record<string, unknown>>;
export type Told = {
  readonly status: number;
  readonly headers: Members;
  readonly body: string;
  readonly value: Members;
};

export type Client = {
  readonly harness: RunningHarness;
  /** Sends JSON; a string goes out as it is. */
  call(method: string, path: string, body?: unknown, headers?: Headers): Promise<Told>;
  get(path: string, headers?: Headers): Promise<Told>;
  /** A world for one test; its address below the control port and its id. */
  world(options?: Members): Promise<{ readonly id: string; readonly at: string; readonly ready: Members }>;
};

/** A harness with its control port open, stopped after the file; a bug of ours fails the file. */
export async function startControl(): Promise<Client> {
  const bugs: unknown[] = [];
  const harness = await startHarness({ clock: 'manual', keyFolder: KEYS, onBug: bug => bugs.push(bug) });
  afterAll(async () => {
    await harness.stop();
    if (bugs.length > 0) throw new AggregateError(bugs, 'the mock itself failed while serving');
  });
  const call: Client['call'] = (method, path, body, headers = {}) =>
    tell(`${harness.ready.controlUrl}${path}`, method, body, headers);
  return {
    harness,
    call,
    get: (path, headers) => call('GET', path, undefined, headers),
    world: async (options = {}) => {
      const made = await call('POST', '/api/worlds', { clock: 'manual', ...options });
      if (made.status !== 201) throw new Error(`arrange: no world, but ${made.status} ${made.body}`);
      const id = String(made.value['id']);
      return { id, at: `/api/worlds/${id}`, ready: made.value };
    },
  };
}

async function tell(url: string, method: string, body: unknown, headers: Headers): Promise<Told> {
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const type = sent === undefined ? {} : { 'content-type': 'application/json' };
  const reply = await ask(url, { method, headers: { ...type, ...headers }, ...(sent !== undefined && { body: sent }) });
  return { ...reply, value: reply.body === '' ? {} : (JSON.parse(reply.body) as Members) };
}

/** What a refusal says, in one value. */
export function refused({ status, value }: Told): readonly unknown[] {
  return [status, value['code'], value['message']];
}
