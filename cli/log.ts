import type { Exchange, HarnessEvent, WorldHandle } from '../mock-server/index.js';
import { paint, printable, type Terminal } from './terminal.js';

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Tells in the terminal what happens: at `warn` what was refused and what the scenario does, at `info` every request. */
export function logTo(out: Terminal, harness: Pick<WorldHandle, 'subscribe'>, level: LogLevel): void {
  harness.subscribe(teller(out, level));
}

/** The same as a listener, for what happens before there is a world to subscribe to. */
export function teller(out: Terminal, level: LogLevel): (event: HarnessEvent) => void {
  const least = LOG_LEVELS.indexOf(level);
  const everything = least >= LOG_LEVELS.indexOf('info');
  return event => {
    if (level === 'silent') return;
    // Thousands of these pass in a sync, and most are not told: no text is made of them.
    if (event.type === 'exchange' && !everything && !isBad(event.exchange)) return;
    const told = tell(out, event);
    if (told && LOG_LEVELS.indexOf(told.level) <= least) out.line(told.text);
  };
}

type Told = { readonly level: LogLevel; readonly text: string };

function tell(out: Terminal, event: HarnessEvent): Told | undefined {
  switch (event.type) {
    case 'exchange':
      return ofExchange(out, event.exchange);
    case 'step':
      return { level: 'warn', text: `${time(event.at)}  ${paint(out, 'cyan', 'step')}    ${event.step}` };
    case 'turned-away':
      return { level: 'warn', text: `${time(event.at)}  ${paint(out, 'yellow', '---')}  ${printable(event.message)}` };
    case 'problem':
      return {
        level: 'error',
        text: `${time(event.at)}  ${paint(out, 'red', 'problem')} step ${event.step}: ${event.message}`,
      };
    case 'change':
      return {
        level: 'info',
        text: `${time(event.at)}  change  ${event.changes.map(c => c.kind).join(', ')} (${event.cause})`,
      };
    case 'clock':
      return { level: 'debug', text: `${time(event.at)}  clock   ${new Date(event.at).toISOString()}` };
    default:
      return { level: 'debug', text: event.type };
  }
}

function isBad({ status, fault }: Exchange): boolean {
  return status === null || status >= 400 || fault !== undefined;
}

function ofExchange(out: Terminal, e: Exchange): Told {
  const bad = isBad(e);
  const status = paint(out, bad ? 'yellow' : 'green', String(e.status ?? '---'));
  const fault = e.fault === undefined ? '' : `  [fault: ${e.fault}]`;
  const why = e.why === undefined ? '' : `  ${printable(e.why)}`;
  return {
    level: bad ? 'warn' : 'info',
    text: `${time(e.at)}  ${status}  ${e.method} ${e.host ?? ''}${printable(e.path)}${fault}${why}`,
  };
}

function time(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
