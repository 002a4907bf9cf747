// One line per event on stderr, and a last look before it leaves.
import type { Log, LogEvent } from '../ports.js';
import type { Secret } from '../secret.js';

export type Scrubber = { watch(secret: Secret): void; clean(line: string): string };

/** Knows the live secrets of the run; a line that holds one is replaced as a whole (S3). */
export function makeScrubber(): Scrubber {
  const live = new Set<Secret>();
  return {
    watch: secret => live.add(secret),
    clean: line => ([...live].some(secret => line.includes(secret.reveal())) ? 'event=line_suppressed' : line),
  };
}

/** Writes events as `t level event key=value`, in a fixed order of keys. */
export function makeLog(write: (line: string) => void, scrubber: Scrubber): Log {
  return event => write(`${scrubber.clean(render(event))}\n`);
}

const keys = ['org', 'client', 'op', 'guard', 'status', 'code', 'ms', 'n', 'generation'] as const;

function render(event: LogEvent): string {
  const members = keys.flatMap(key => (event[key] === undefined ? [] : [`${key}=${plainWord(event[key])}`]));
  return [new Date().toISOString(), event.level, event.event, ...members].join(' ');
}

/** An id from upstream may hold anything; a line of the log stays one line. */
const plainWord = (value: string | number | undefined): string => {
  const text = String(value);
  return /^[\w.:*+-]+$/.test(text) ? text : JSON.stringify(text);
};
