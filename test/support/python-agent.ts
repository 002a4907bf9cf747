import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execSubject } from '../../contract/subject/exec.js';
import type { Environment, Subject } from '../../contract/subject/subject.js';
import { type Found, find, KITS } from '../../examples/measure/kits.js';

const FOLDER = fileURLToPath(new URL('../../examples/agent/python/', import.meta.url));
const PYTHON = {
  ...KITS.python,
  name: 'The agent in Python',
  packages: 'python3 python3-cryptography',
  check: ['-c', 'import cryptography, ssl'],
};

/** A Python that has what the agent needs. */
export const findPython = (): Promise<Found> => find(PYTHON);

/** The agent of examples/agent/python with short waits and a key of its own; or what this machine lacks.. */
export async function pythonAgent(): Promise<Subject | { readonly missing: string }> {
  const found = await findPython();
  if ('missing' in found) return found;
  // Without -B it would leave its compiled modules among the sources.
  const program = (file: string) => [found.program, '-B', join(FOLDER, file)];
  const subject = execSubject({ sync: program('sync.py'), dump: program('dump.py') });
  const { sync, dump } = subject;
  return {
    ...subject,
    sync: (environment, control, turn) => sync(settled(environment), control, turn),
    dump: dump && ((environment, control, turn) => dump(settled(environment), control, turn)),
  };
}

/** Its key lies beside the state folder, and goes with it. */
const settled = (environment: Environment): Environment => ({
  ...environment,
  SYNC_KEY_FILE: join(dirname(environment['SIMS_STATE_DIR'] ?? ''), 'sync.key'),
  SYNC_RETRY_SECONDS: '0.05',
});
