import { parseArgs } from 'node:util';
import { didYouMean } from '../mock-server/index.js';
import { UsageError } from './usage-error.js';

/** One option of a command. A `flag` takes no value, a `list` may be given several times. */
export type Option = {
  readonly kind: 'text' | 'flag' | 'list';
  /** What stands for the value in the help, e.g. `<port>`. */
  readonly value?: string;
  readonly says: string;
};
export type Options = Readonly<Record<string, Option>>;

/** What was typed: options by name, and the words that are no options. */
export type Typed = {
  readonly given: Readonly<Record<string, string | true | readonly string[]>>;
  readonly words: readonly string[];
};

/** Reads the words after a command. @throws UsageError naming the nearest option. */
export function readCommandLine(argv: readonly string[], options: Options): Typed {
  const types = Object.fromEntries(
    Object.entries(options).map(([name, { kind }]) => [
      name,
      { type: kind === 'flag' ? 'boolean' : 'string' } as const,
    ]),
  );
  const { tokens } = parseArgs({
    args: [...argv],
    options: types,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given: Record<string, string | true | string[]> = {};
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind === 'option') take(given, token.name, token.rawName, token.value, options);
  }
  return { given, words };
}

function take(
  given: Record<string, string | true | string[]>,
  name: string,
  typed: string,
  value: string | undefined,
  options: Options,
): void {
  const option = options[name];
  if (!option) {
    throw new UsageError(`There is no option ${typed}.${hint(name, options)} See --help.`);
  }
  if (option.kind === 'flag') {
    if (value !== undefined) throw new UsageError(`${typed} takes no value.`);
    given[name] = true;
    return;
  }
  if (value === undefined || value === '')
    throw new UsageError(`${typed} needs a value: ${typed} ${option.value ?? '<value>'}.`);
  if (option.kind === 'list') given[name] = [...((given[name] as string[] | undefined) ?? []), value];
  else if (given[name] !== undefined) throw new UsageError(`${typed} was given twice.`);
  else given[name] = value;
}

function hint(name: string, options: Options): string {
  return didYouMean(
    `--${name}`,
    Object.keys(options).map(known => `--${known}`),
  );
}
