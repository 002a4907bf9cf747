import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request as overTls } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll } from 'vitest';
import { type HarnessOptions, type RunningHarness, startHarness } from '../../mock-server/index.js';
import { tempFolder } from '../support/command.js';
import { smallWorld } from '../support/small-world.js';

/** A harness that speaks TLS, with a CA of its own, stopped after the file; a fault of its own fails the file. */
export async function startSecure(
  options: HarnessOptions = {},
): Promise<RunningHarness & { ca: string; told: string[] }> {
  const bugs: unknown[] = [];
  const harness = await startHarness({
    world: smallWorld(),
    controlPort: null,
    keyFolder: join(tmpdir(), 'sims-id-harness-test-keys'),
    tlsFolder: tempFolder(),
    onBug: error => bugs.push(error),
    ...options,
  });
  const told: string[] = [];
  harness.subscribe(event => {
    if (event.type === 'turned-away') told.push(event.message);
  });
  afterAll(async () => {
    await harness.stop();
    if (bugs.length > 0) throw new AggregateError(bugs, 'the mock itself failed while serving');
  });
  return Object.assign(harness, { ca: readFileSync(harness.ready.caFile ?? '', 'utf8'), told });
}

export type Ran = { readonly exit: number; readonly out: string; readonly err: string };

/** Runs the real curl with nothing in its environment but what is given. */
export function curl(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return new Promise(resolve => {
    const argv = ['-q', '-sS', '--max-time', '20', ...args];
    execFile('curl', argv, { env: { PATH: process.env['PATH'] ?? '', ...env } }, (error, out, err) => {
      resolve({ exit: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err });
    });
  });
}

/** One GET over TLS: the status, or the code of what went wrong. */
export function getOverTls(url: string, options: Parameters<typeof overTls>[1] = {}): Promise<number | string> {
  return new Promise(resolve => {
    const asked = overTls(url, { agent: false, ...options }, answer => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    asked.end();
  });
}

/** A handshake: the open connection, or the code of what went wrong. */
export function handshake(url: string, options: Parameters<typeof connectTls>[1] = {}): Promise<TLSSocket | string> {
  const { hostname, port } = new URL(url);
  return new Promise(resolve => {
    const socket = connectTls({ host: hostname, port: Number(port), ...options }, () => resolve(socket));
    // OpenSSL knows more reasons than Node has codes for.
    const nameOf = ({ code, message }: NodeJS.ErrnoException) => (code === 'UNSPECIFIED' ? message : (code ?? message));
    socket.on('error', error => resolve(nameOf(error)));
  });
}

/** An open connection that has not said anything. */
export function silent(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Everything that comes until the other side ends the connection. */
export async function readToEnd(socket: Socket): Promise<string> {
  let text = '';
  socket.on('error', () => undefined);
  for await (const chunk of socket) text += String(chunk);
  return text;
}
