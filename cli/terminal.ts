/** Where text for people goes, and how much it may shine. */
export type Terminal = {
  readonly colour: boolean;
  line(text?: string): void;
  /** A line that is drawn over until the next one; nothing off a terminal. */
  status(text: string): void;
};

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

export function terminalOn(stream: Stream, env: NodeJS.ProcessEnv): Terminal {
  const interactive = stream.isTTY === true && env['CI'] === undefined && env['TERM'] !== 'dumb';
  let drawn = false;
  const clear = () => {
    if (drawn) stream.write('\r\u001b[2K');
    drawn = false;
  };
  return {
    colour: (interactive || isForced(env['FORCE_COLOR'])) && !env['NO_COLOR'],
    line: (text = '') => {
      clear();
      stream.write(`${text}\n`);
    },
    status: text => {
      if (!interactive) return;
      clear();
      stream.write(text.slice(0, (stream.columns ?? 100) - 1));
      drawn = true;
    },
  };
}

function isForced(value: string | undefined): boolean {
  return value !== undefined && value !== '0' && value !== 'false';
}

/** What a stranger sent cannot move the cursor, colour the screen or begin a line of its own. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that do it
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, c => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** The text in a colour where the terminal takes one. */
export function paint(terminal: Terminal, colour: keyof typeof CODES, text: string): string {
  return terminal.colour ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text;
}
