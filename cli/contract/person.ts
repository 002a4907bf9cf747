import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Person } from '../../contract/index.js';
import { writeEnvFile } from '../env-file.js';

type AtTerminal = Person & { close(): Promise<void> };

/** The person at a terminal; variables are handed over in a file of their own, which is gone afterwards. */
export function personAt(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): AtTerminal {
  const folder = mkdtempSync(join(tmpdir(), 'sims-by-hand-'));
  const lines = createInterface({ input });
  const typed: string[] = [];
  const wake = new Set<() => void>();
  let isOver = false;
  const told = () => {
    for (const each of [...wake]) each();
  };
  lines.on('line', line => {
    typed.push(line);
    told();
  });
  lines.on('close', () => {
    isOver = true;
    told();
  });
  return {
    say: line => void output.write(`${line}\n`),
    ask: async (question, stop) => {
      output.write(question);
      while (typed.length === 0 && !isOver && !stop.aborted) {
        await new Promise<void>(resolve => {
          const done = () => {
            wake.delete(done);
            stop.removeEventListener('abort', done);
            resolve();
          };
          wake.add(done);
          stop.addEventListener('abort', done);
        });
      }
      return typed.shift();
    },
    hand: ({ case: id, round }, variables) => {
      const file = join(folder, `${id}-${round}.env`);
      writeEnvFile({ name: 'The file of variables', file }, variables);
      return file;
    },
    close: async () => {
      lines.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
