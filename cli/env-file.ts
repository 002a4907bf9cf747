import { writeFileSync } from 'node:fs';
import { UsageError } from './usage-error.js';

/** Writes variables as `NAME='value'`, which shells, Docker-style readers of quotes and dotenv read alike. Owner only. */
export function writeEnvFile(file: string, variables: Readonly<Record<string, string>>): void {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`);
  try {
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  } catch (error) {
    throw new UsageError(
      `--env-file ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** In single quotes nothing is special but the single quote itself. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
