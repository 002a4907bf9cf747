import { fitted, type Piece, piecesOf } from './ansi.js';

const COLOURS: Readonly<Record<string, string>> = {
  '2': '#8b98a5',
  '31': '#ff8a80',
  '32': '#6cd495',
  '33': '#f2b866',
  '36': '#7cc7e8',
};
const INK = '#e6ebf0';
const CELL = { width: 8.43, height: 20 };
const EDGE = 20;

/**
 * What a command said, as a drawing of text: the very words and colours, wrapped as a terminal of so many columns wraps
 * them. The first line is the command.
 */
export function drawn(command: string, said: string, columns: number): string {
  const lines = [[{ text: `$ ${command}`, codes: ['1'] }], ...said.trimEnd().split('\n').map(piecesOf)].flatMap(line =>
    fitted(line, columns),
  );
  const width = Math.ceil(columns * CELL.width + 2 * EDGE);
  const height = lines.length * CELL.height + 2 * EDGE;
  const rows = lines.map(
    (line, at) =>
      `<text x="${EDGE}" y="${EDGE + at * CELL.height + 15}" xml:space="preserve">${line.map(span).join('')}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14" fill="${INK}">
<title>${escaped(command)}</title>
<rect width="${width}" height="${height}" rx="8" fill="#12181f"/>
${rows.join('\n')}
</svg>
`;
}

function span({ text, codes }: Piece): string {
  const colour = codes.map(code => COLOURS[code]).find(Boolean);
  const look = [colour && `fill="${colour}"`, codes.includes('1') && 'font-weight="700"'].filter(Boolean).join(' ');
  return `<tspan${look === '' ? '' : ` ${look}`}>${escaped(text)}</tspan>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
