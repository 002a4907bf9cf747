import type { Options } from './command-line.js';

/** A command as the help shows it. */
export type CommandHelp = {
  readonly usage: string;
  readonly says: string;
  readonly options: Options;
  readonly examples?: readonly string[];
};

/** The help of one command. */
export function helpText({ usage, says, options, examples = [] }: CommandHelp): string {
  const rows = Object.entries(options).map(([name, { kind, value = '', says: text }]) => [
    `--${name} ${kind === 'optional' ? `[${value}]` : value}`.trimEnd(),
    text,
  ]);
  const width = Math.max(...rows.map(([left = '']) => left.length));
  const lines = rows.map(([left = '', right]) => `  ${left.padEnd(width)}  ${right}`);
  const shown = examples.length === 0 ? [] : ['', 'Examples:', ...examples.map(e => `  ${e}`)];
  return [`Usage: ${usage}`, '', says, '', 'Options:', ...lines, ...shown].join('\n');
}
