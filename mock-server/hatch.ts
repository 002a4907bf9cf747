import { createServer, type Server } from 'node:http';
import { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** What came back: the bytes of an answer, whole or as far as they came. */
export type Passed = {
  readonly bytes: Buffer;
  /** `silent`: nobody ended it in time; `torn`: the service tore it down. */
  readonly ended: 'whole' | 'torn' | 'silent';
};

/**
 * Hands the bytes of one request to a service of this process and gives back the bytes of its answer, as if they had
 * come over a connection. There is none: nothing is dialled, and no other process can be reached by it. `patienceMs` is
 * how long an answer may take.
 */
export type Hatch = (service: 'sts' | 'rap', request: string, patienceMs: number) => Promise<Passed>;

type Service = { readonly app: FastifyInstance; readonly url: string };

/** The services must listen already. */
export function createHatch(services: Readonly<Record<'sts' | 'rap', Service>>): Hatch {
  const servers = { sts: serverOf(services.sts), rap: serverOf(services.rap) };
  return (service, request, patienceMs) =>
    new Promise(resolve => {
      const line = services[service].url.startsWith('https:') ? new SecureLine(request) : new Line(request);
      let ended: Passed['ended'] = 'torn';
      const timer = setTimeout(() => {
        ended = 'silent';
        line.destroy();
      }, patienceMs);
      line.on('finish', () => {
        ended = 'whole';
        line.destroy();
      });
      line.on('close', () => {
        clearTimeout(timer);
        resolve({ bytes: line.answer(), ended });
      });
      servers[service].emit('connection', line);
    });
}

/** It never listens: it only reads what comes through the hatch, by the rules of HTTP. */
function serverOf({ app }: Service): Server {
  return createServer((request, response) => app.routing(request, response));
}

/** The service's end of a connection. Faults tear it down as they would a socket. */
class Line extends Duplex {
  readonly #answer: Buffer[] = [];

  constructor(request: string) {
    super();
    this.push(request);
  }

  answer(): Buffer {
    return Buffer.concat(this.#answer);
  }

  resetAndDestroy(): void {
    this.destroy();
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#answer.push(chunk);
    done();
  }
}

/** What a service that speaks TLS takes for a connection under TLS, as Node marks them. */
class SecureLine extends Line {
  readonly encrypted = true;
}
