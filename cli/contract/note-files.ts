import { CASES, type Decided, type Expected, readDecided, readExpected } from '../../contract/index.js';
import { readText } from '../read-text.js';
import { type Settings, textOf } from '../settings.js';
import { UsageError } from '../usage-error.js';
import { whyNot } from '../why-not.js';
import { masked } from './masked.js';

/** The known failures of --expected. @throws UsageError, CaseNotesError */
export const expectedIn = (settings: Settings): Expected | undefined => notesIn(settings, 'expected', readExpected);

/** The decisions of --decided. @throws UsageError, CaseNotesError */
export const decidedIn = (settings: Settings): Decided | undefined => notesIn(settings, 'decided', readDecided);

/** Comments go into reports, which are passed on: what looks like a password in them is masked, as in commands. */
function notesIn(
  settings: Settings,
  option: string,
  read: typeof readDecided,
): ReadonlyMap<string, string> | undefined {
  const file = textOf(settings, option);
  if (file === undefined) return undefined;
  const ids = CASES.map(({ id }) => id);
  const notes = read(textIn(file, settings.nameOf(option)), file, ids);
  return new Map([...notes].map(([id, comment]) => [id, masked(comment)]));
}

function textIn(file: string, option: string): string {
  try {
    return readText(file);
  } catch (error) {
    throw new UsageError(`${option} ${file} cannot be read: ${whyNot(error)}.`);
  }
}
