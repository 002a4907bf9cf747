import { parseArgs } from 'node:util';
import { didYouMean } from '../mock-server/index.js';
import { UsageError } from './usage-error.js';

/** One option of a command. A `flag` takes no value, `optional` may take one, a `list` may be given several times. */
export type Option = {
  readonly kind: 'text' | 'flag' | 'optional' | 'list';
  /** What stands for the value in the help, e.g. `<port>`. */
  readonly value?: string;
  readonly says: string;
  /** Options that say the same thing another way: not both at once. */
  readonly rivals?: readonly string[];
  /** What other commands call it: whoever types that here is told this name. */
  readonly elsewhere?: string;
  /** Options that this one settles as well, unless they are given in the same place. */
  readonly brings?: readonly string[];
};
export type Options = Readonly<Record<string, Option>>;

export type Given = Readonly<Record<string, string | true | readonly string[]>>;

/** What was typed: options by name, and the words that are no options. */
export type Typed = { readonly given: Given; readonly words: readonly string[] };

type Taking = Record<string, string | true | readonly string[]>;

/** Reads the words after a command. @throws UsageError naming the nearest option. */
export function readCommandLine(argv: readonly string[], options: Options): Typed {
  const types = Object.fromEntries(
    Object.entries(options).map(([name, { kind }]) => [
      name,
      { type: kind === 'flag' ? 'boolean' : 'string', ...(name === 'help' && { short: 'h' }) } as const,
    ]),
  );
  const { tokens } = parseArgs({
    args: withBareMarked(argv, options),
    options: types,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given: Taking = {};
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind === 'option') {
      // `--world --json`: the value was forgotten, and the next option is not it.
      const isNextOption = token.inlineValue === false && token.value.startsWith('--');
      take(given, token.name, token.rawName, isNextOption ? undefined : token.value, options);
    }
  }
  return { given, words };
}

/** No argument of a program can hold this character, so nobody has typed it. */
const BARE = '\0';

/** Node would take whatever follows for the value, also where it is the next option. */
function withBareMarked(argv: readonly string[], options: Options): string[] {
  return argv.map((word, at) => {
    const isOptional = word.startsWith('--') && options[word.slice(2)]?.kind === 'optional';
    return isOptional && argv[at + 1]?.startsWith('-') !== false ? `${word}=${BARE}` : word;
  });
}

function take(given: Taking, name: string, typed: string, value: string | undefined, options: Options): void {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option) throw new UsageError(`There is no option ${typed}.${hint(name, options)} See --help.`);
  if (option.kind === 'flag') {
    if (value !== undefined) throw new UsageError(`${typed} takes no value: write just ${typed}.`);
    given[name] = true;
    return;
  }
  if (option.kind === 'optional' && (value === undefined || value === BARE)) {
    given[name] = true;
    return;
  }
  if (value === undefined || value.trim() === '')
    throw new UsageError(`${typed} needs a value: ${typed} ${option.value ?? '<value>'}.`);
  const before = given[name];
  if (option.kind === 'list') given[name] = [...(Array.isArray(before) ? before : []), value];
  else if (before !== undefined) throw new UsageError(`${typed} was given twice: give it once.`);
  else given[name] = value;
}

function hint(name: string, options: Options): string {
  const here = Object.keys(options).find(each => options[each]?.elsewhere === name);
  if (here !== undefined)
    return ` Here it is --${here}${options[here]?.value === undefined ? '' : ` ${options[here].value}`}.`;
  return didYouMean(
    `--${name}`,
    Object.keys(options).map(known => `--${known}`),
  );
}
