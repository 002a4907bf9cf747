import { connect, type Socket } from 'node:net';

/** What to ask: many requests to one address, asked in turn. */
export type Ask = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** Bytes of one HTTP/1.1 request. */
export function bytesOf({ method, path, headers, body = '' }: Ask, host: string): Buffer {
  const fields = Object.entries({ Host: host, ...headers, ...(body && { 'Content-Length': String(body.length) }) });
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${head}\r\n${body}`);
}

/**
 * One connection that sends its next request when the last answer is whole. Only what the servers compared here send is
 * understood: a length and no chunks. A client this plain leaves the machine to the servers; undici would take as much
 * of it as they do, and hide half of every difference.
 */
export class Caller {
  readonly #socket: Socket;
  readonly #next: () => Buffer | undefined;
  readonly #failed: (why: Error) => void;
  #head = '';
  #left = 0;
  answers = 0;

  constructor(port: number, next: () => Buffer | undefined, done: () => void, failed: (why: Error) => void) {
    this.#next = next;
    this.#failed = failed;
    this.#socket = connect(port, '127.0.0.1', () => this.#ask());
    this.#socket.setNoDelay(true);
    this.#socket.on('data', chunk => this.#take(chunk));
    this.#socket.on('error', failed);
    this.#socket.on('close', done);
  }

  #ask(): void {
    const bytes = this.#next();
    if (bytes) this.#socket.write(bytes);
    else this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    if (this.#left > 0) {
      this.#count(chunk.length);
      return;
    }
    this.#head += chunk.toString('latin1');
    const end = this.#head.indexOf('\r\n\r\n');
    if (end === -1) return;
    const head = this.#head;
    this.#head = '';
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head.slice(0, end + 2))?.[1]);
    if (!head.startsWith('HTTP/1.1 200 ') || !(length > 0)) {
      this.#failed(new Error(`unexpected answer: ${head.slice(0, 300)}`));
      this.#socket.destroy();
      return;
    }
    this.#left = length;
    this.#count(head.length - end - 4);
  }

  #count(bytes: number): void {
    this.#left -= bytes;
    if (this.#left > 0) return;
    this.answers += 1;
    this.#ask();
  }
}
