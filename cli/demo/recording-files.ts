import { type Recording, recordings } from '../../mock-server/index.js';
import { readText } from '../read-text.js';
import { UsageError } from '../usage-error.js';
import { whyNot } from '../why-not.js';
import { picturesOf, type Telling } from './telling.js';

/** A recording as a story to be told again. @throws UsageError for a file that is none */
export async function readRecordingFile(file: string): Promise<Telling & { readonly recording: Recording }> {
  const { readRecording } = await recordings();
  const read = readRecording(jsonIn(file));
  if ('problem' in read)
    throw new UsageError(`${file} is no recording of a demo (format sims-recording/1): ${read.problem}`);
  const { scenes, agent } = read.recording;
  const pictures = picturesOf(scenes);
  if (pictures.length === 0) throw new UsageError(`${file} holds no picture to show: record a story anew.`);
  return { recording: read.recording, agent, pictures, scenes: () => scenes, show: async () => undefined };
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readText(file));
  } catch (error) {
    const what = error instanceof SyntaxError ? 'is no JSON' : 'cannot be read';
    throw new UsageError(`The recording ${file} ${what}: ${whyNot(error)}.`);
  }
}
