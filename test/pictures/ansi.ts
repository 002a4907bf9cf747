/** Text of one look; `codes` are those of ANSI, such as 1 for bold and 32 for green. */
export type Piece = { readonly text: string; readonly codes: readonly string[] };

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is how a terminal is told of colours
const COLOUR = /\u001b\[([\d;]*)m/;

/** A line that a program wrote, by looks. */
export function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let codes: readonly string[] = [];
  // Text and codes in turn.
  for (const [at, part] of line.split(COLOUR).entries()) {
    if (at % 2 === 1) codes = part === '' || part === '0' ? [] : [...codes, ...part.split(';')];
    else if (part !== '') pieces.push({ text: part, codes });
  }
  return pieces;
}

/** A line as a terminal breaks it: at its edge, wherever that falls. */
export function fitted(line: readonly Piece[], columns: number): Piece[][] {
  const rows: Piece[][] = [[]];
  let room = columns;
  for (const { text, codes } of line) {
    const letters = [...text];
    while (letters.length > 0) {
      if (room === 0) {
        rows.push([]);
        room = columns;
      }
      const some = letters.splice(0, room);
      rows.at(-1)?.push({ text: some.join(''), codes });
      room -= some.length;
    }
  }
  return rows;
}
