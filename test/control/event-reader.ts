import { request } from 'undici';
import type { Members } from './arrange.js';

export type Told = { readonly id: string | undefined; readonly type: string; readonly data: Members };

export type EventReader = {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The next event of this type; those before it are left out. */
  next(type: string): Promise<Told>;
  /** The next lines, whatever they are. */
  block(): Promise<string>;
  /** Goes away as a client that is closed does. */
  leave(): void;
};

/** Reads a stream of events as a browser would, one block at a time. */
export async function readEvents(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
  const reply = await request(url, { headers });
  if (reply.statusCode !== 200) throw new Error(`arrange: no events, but ${reply.statusCode}`);
  const chunks = reply.body.setEncoding('utf8')[Symbol.asyncIterator]();
  let read = '';
  const block = async (): Promise<string> => {
    const end = read.indexOf('\n\n');
    if (end !== -1) {
      const found = read.slice(0, end);
      read = read.slice(end + 2);
      return found;
    }
    const { value, done } = await chunks.next();
    if (done) throw new Error('the stream has ended');
    read += String(value);
    return block();
  };
  const next = async (type: string): Promise<Told> => {
    const event = parse(await block());
    return event?.type === type ? event : next(type);
  };
  return { headers: reply.headers, next, block, leave: () => reply.body.destroy() };
}

function parse(block: string): Told | undefined {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const type = field('event');
  return type === undefined ? undefined : { id: field('id'), type, data: JSON.parse(field('data') ?? '{}') as Members };
}
