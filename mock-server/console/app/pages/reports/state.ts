import { createStore } from '../../store.js';
import type { ContractReport } from './contract-report.js';
import { FileProblem, type Opened, openFile } from './open-file.js';

export type Shown = {
  readonly name: string;
  readonly opened: Opened | null;
  readonly problem: string | null;
  /** An earlier or later report to compare with. */
  readonly other: { readonly name: string; readonly report: ContractReport } | null;
};

/** What is open; it stays so while other pages are visited, and is gone with the tab. */
export const shown = createStore<Shown>({ name: '', opened: null, problem: null, other: null });

/** Opens a file in place of the one that is open. */
export async function show(file: File): Promise<void> {
  const { name } = file;
  try {
    shown.set({ name, opened: await openFile(file), problem: null, other: null });
  } catch (error) {
    shown.set({ name, opened: null, problem: problemOf(error), other: null });
  }
}

/** Opens a report beside the one that is open. */
export async function compareWith(file: File): Promise<void> {
  try {
    const opened = await openFile(file);
    if (opened.kind !== 'contract')
      throw new FileProblem('It is a recording: only two contract reports can be compared.');
    shown.set({ other: { name: file.name, report: opened.report }, problem: null });
  } catch (error) {
    shown.set({ other: null, problem: `${file.name}: ${problemOf(error)}` });
  }
}

export const close = (): void => shown.set({ name: '', opened: null, problem: null, other: null });

function problemOf(error: unknown): string {
  if (error instanceof FileProblem) return error.message;
  // What browsers say of a file that was moved or may not be read.
  if (error instanceof DOMException) return `It cannot be read: ${error.message}`;
  throw error;
}
