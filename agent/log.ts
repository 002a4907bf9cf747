// One line per event on stderr, and a last look before it leaves.
import type { Log, LogEvent } from './ports.js';
import type { Secret } from './secret.js';

export type Scrubber = {
  watch(secret: Secret): void;
  /** The text, each line that holds a watched secret replaced; all of it when it cannot be told which (S3). */
  clean(text: string): string;
};

const suppressed = 'event=line_suppressed';
const most = 50;
const shortest = 4; // a shorter one is in half of all lines

/** The second net: the types keep secrets out of lines, this looks whether they did. It fails closed. */
export function makeScrubber(): Scrubber {
  const live: string[] = [];
  const holds = (text: string) => live.some(form => text.includes(form));
  return {
    watch: secret => {
      live.push(...formsOf(secret.reveal()).filter(form => form.length >= shortest));
      // Old tokens of a process that runs for months.
      live.splice(0, live.length - most * formCount);
    },
    clean: text => {
      try {
        if (!holds(text)) return text;
        const lines = text.split('\n').map(line => (holds(line) ? suppressed : line));
        return holds(lines.join('\n')) ? `${suppressed}\n` : lines.join('\n');
      } catch {
        return `${suppressed}\n`;
      }
    },
  };
}

/** What all that this process writes has to pass. */
export const scrubber = makeScrubber();

const formCount = 8;

/** As it is, as URLs, forms and JSON carry it, and in base64 wherever it begins, as in `Basic`. */
function formsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].map(shift =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(Math.ceil((shift * 4) / 3), Math.floor(((shift + bytes.length) * 4) / 3)),
  );
  const form = new URLSearchParams([['', text]]).toString().slice(1);
  const quoted = [JSON.stringify(text), inQuotes(text)].map(each => each.slice(1, -1));
  return [text, encodeURIComponent(text), form, ...quoted, ...base64];
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
  return /^[\w.:*+-]+$/.test(text) ? text : inQuotes(text);
};

/** JSON leaves alone what also steers a terminal, ends a line elsewhere, or turns the direction of writing. */
const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const inQuotes = (text: string): string =>
  JSON.stringify(text).replace(steering, found =>
    Array.from({ length: found.length }, (_, at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
      '',
    ),
  );
