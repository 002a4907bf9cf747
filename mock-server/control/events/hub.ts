import { randomBytes } from 'node:crypto';
import type { HarnessEvent } from '../../events.js';
import type { Harness } from '../../harness.js';
import { frame, told } from './frame.js';
import { type Numbered, since, type Wanted } from './replay.js';

/** A response to which events are written. */
export type Sink = {
  readonly destroyed: boolean;
  /** Bytes that were written and not yet taken by the reader. */
  readonly writableLength: number;
  write(text: string): unknown;
  destroy(): unknown;
};

/** The readers of one world's events. */
export type EventHub = {
  /** Tells what was missed, then what comes. Returns a function that ends it. */
  join(sink: Sink, wanted: Wanted): () => void;
  readers(): number;
  /** A sign of life to every reader, so that dead connections are noticed. */
  beat(): void;
  /** Ends every reader. */
  end(): void;
};

/** Events kept for readers that come back. */
const KEPT = 500;
/** A reader that is so far behind is let go; it may come back and ask for what it missed. */
const MOST_UNREAD = 1024 * 1024;

/** Listens to a world from its first reader on. */
export function createHub(harness: Harness): EventHub {
  // Ids of another hub must not be taken for this one's: a world of the same name may have had other events.
  const series = randomBytes(4).toString('hex');
  const sinks = new Set<Sink>();
  const kept: Numbered[] = [];
  let pending: Numbered[] = [];
  let last = 0;

  const push = (sink: Sink, text: string) => {
    if (sink.destroyed) sinks.delete(sink);
    else if (sink.writableLength > MOST_UNREAD) sink.destroy();
    else sink.write(text);
  };
  /** Once for all events of a turn: a busy sync must not cost a system call for each exchange. */
  const flush = () => {
    const text = pending.map(({ id, event }) => frame(event.type, told(harness, event), id)).join('');
    pending = [];
    if (text !== '') for (const sink of sinks) push(sink, text);
  };
  harness.subscribe((event: HarnessEvent) => {
    last += 1;
    const numbered = { id: `${series}-${last}`, event };
    kept.push(numbered);
    if (kept.length > KEPT) kept.shift();
    if (sinks.size === 0) return;
    if (pending.length === 0) setImmediate(flush);
    pending.push(numbered);
  });

  return {
    join: (sink, wanted) => {
      flush();
      const missed = since(harness, kept, { ...wanted, nextId: `${series}-${last + 1}` });
      if (missed !== '') sink.write(missed);
      sinks.add(sink);
      return () => sinks.delete(sink);
    },
    readers: () => sinks.size,
    beat: () => {
      for (const sink of sinks) push(sink, ': still here\n\n');
    },
    end: () => {
      for (const sink of sinks) sink.destroy();
      sinks.clear();
    },
  };
}
