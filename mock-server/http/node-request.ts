import type { IncomingMessage } from 'node:http';
import type { Asked } from '../asked.js';
import type { Environment } from '../world/index.js';
import type { Arrival } from './entrance.js';
import { vendorHostOf } from './vendor-host.js';

const NO_BODY = Buffer.alloc(0);

/** A request of Node's as the dialects see it; what is rarely asked for is worked out when it is. */
export class NodeRequest implements Asked {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly rawHeaders: readonly string[];
  readonly contentType: string | undefined;
  readonly body: Buffer;
  readonly encrypted: boolean;
  readonly #request: IncomingMessage;
  readonly #arrival: Arrival;

  constructor(request: IncomingMessage, arrival: Arrival, body: unknown) {
    this.#request = request;
    this.#arrival = arrival;
    this.method = request.method ?? 'GET';
    this.path = arrival.path;
    this.query = arrival.query;
    this.rawHeaders = request.rawHeaders;
    this.contentType = arrival.contentType;
    this.body = Buffer.isBuffer(body) ? body : NO_BODY;
    this.encrypted = 'encrypted' in request.socket;
  }

  get environment(): Environment {
    return vendorHostOf(this.rawHeaders)?.environment ?? this.#arrival.environment;
  }

  get byVendorHost(): boolean {
    return vendorHostOf(this.rawHeaders) !== undefined;
  }

  get absoluteUrl(): string {
    return `${this.encrypted ? 'https' : 'http'}://${this.#request.headers.host ?? ''}${this.#arrival.url}`;
  }
}
