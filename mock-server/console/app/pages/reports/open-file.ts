import type { Recording } from '../../../../control/demo/shape.js';
import { FORMAT as CONTRACT, type ContractReport, contractReport } from './contract-report.js';
import { FORMAT as RECORDING, readRecording } from './recording.js';
import { members, ShapeError } from './shape.js';

export const MOST_BYTES = 50 * 1024 * 1024;

export type Opened =
  | { readonly kind: 'contract'; readonly report: ContractReport }
  | { readonly kind: 'recording'; readonly recording: Recording };

/** What there is to say of a file that cannot be shown. */
export class FileProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FileProblem';
  }
}

/** Reads a file of the reader's own, here and nowhere else. @throws FileProblem */
export async function openFile(file: Pick<Blob, 'size' | 'text'>): Promise<Opened> {
  if (file.size > MOST_BYTES)
    throw new FileProblem(
      `It has ${Math.ceil(file.size / 1024 / 1024)} MB, and this page takes 50 at most: leave cases out with --only, or read it with another tool.`,
    );
  return openText(await file.text());
}

/** The same of its text. Pure. @throws FileProblem */
export function openText(text: string): Opened {
  const value = parse(text);
  const format = formatOf(value);
  try {
    if (format === CONTRACT) return { kind: 'contract', report: contractReport(value, '') };
    if (format === RECORDING) return { kind: 'recording', recording: readRecording(value, '') };
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new FileProblem(`It says it is ${format}, but it is damaged, or of a later version: ${error.message}.`);
  }
  throw new FileProblem(
    format === undefined
      ? 'It is JSON, but neither a contract report nor a recording: make one with sims-harness contract --json, or with sims-harness demo --record.'
      : `Its format, "${format.slice(0, 60)}", is not known here. Known are ${CONTRACT} and ${RECORDING}: perhaps a later version of sims-harness made it.`,
  );
}

function parse(text: string): unknown {
  if (text.trim() === '') throw new FileProblem('It is empty: was the run that wrote it stopped?');
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : 'unreadable';
    const kind = /^\s*</.test(text)
      ? 'It is a page or XML, not JSON: open the file that --json wrote.'
      : 'It is not JSON, or was cut off:';
    throw new FileProblem(kind.endsWith(':') ? `${kind} ${why}` : kind);
  }
}

function formatOf(value: unknown): string | undefined {
  try {
    const { format } = members(value, '');
    return typeof format === 'string' ? format : undefined;
  } catch {
    return undefined;
  }
}
