/** One thing that was looked at. */
export type Finding = {
  readonly about: 'settings' | 'node' | 'clock' | 'folder' | 'ports' | 'ca' | 'tools' | 'agent';
  /** `bad`: something will not work. `warn`: it will, but not for long or not for everybody. */
  readonly state: 'ok' | 'warn' | 'bad';
  /** What was found and, where it is not well, what to do about it. */
  readonly says: string;
};

type Make = (about: Finding['about'], says: string) => Finding;

export const ok: Make = (about, says) => ({ about, state: 'ok', says });
export const warn: Make = (about, says) => ({ about, state: 'warn', says });
export const bad: Make = (about, says) => ({ about, state: 'bad', says });
