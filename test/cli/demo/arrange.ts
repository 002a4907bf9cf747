import type { DemoState, Recording } from '../../../mock-server/index.js';
import { type Ended, HARNESS, type Running, type Surroundings, start, stop, until } from '../../support/command.js';

/** A demo that waits for somebody to turn the pages, and its control API. */
export type Playing = Running & {
  /** The address that was printed. */
  readonly page: string;
  state(): Promise<DemoState>;
  go(where: object): Promise<number>;
  recording(): Promise<Recording>;
  /** Turns every page, and waits for each to hold. */
  walk(): Promise<void>;
  stop(): Promise<Ended>;
};

export async function playing(words: readonly string[], around?: Surroundings): Promise<Playing> {
  const running = start([...HARNESS, 'demo', ...words], around);
  const address = () => /The story is at (\S+)/.exec(running.stdout())?.[1];
  let ended: Ended | undefined;
  running.ended.then(end => {
    ended = end;
  });
  await until(() => ended !== undefined || address() !== undefined);
  const page = address();
  if (page === undefined) throw new Error(`demo ended: ${JSON.stringify(ended)}`);
  const api = new URL('/api/demo', page);
  const get = async <T>(url: string | URL): Promise<T> => (await fetch(url)).json() as Promise<T>;
  const state = () => get<DemoState>(api);
  const go = async (where: object): Promise<number> => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(api, { method: 'POST', headers, body: JSON.stringify(where) })).status;
  };
  const isSeen = async () => ['held', 'failed'].includes((await state()).moment.state);
  return {
    ...running,
    page,
    state,
    go,
    recording: () => get<Recording>(`${api}/recording`),
    walk: async () => {
      do await until(isSeen);
      while ((await go({ go: 'next' })) === 200);
      await until(async () => (await state()).scene.state !== 'playing');
    },
    stop: () => stop(running),
  };
}

/** What a person would see who types these lines. */
export function typed(lines: string, words: readonly string[]): Promise<Ended> {
  return start(['sh', '-c', `printf '${lines}' | "$@"`, 'sh', ...HARNESS, 'demo', ...words]).ended;
}

/** The heads of the pictures, in the order in which they were drawn. */
export function picturesIn(text: string): string[] {
  return [...text.matchAll(/^Scene \d of \d: (.*?) {2}\(picture (\d+) of/gm)].map(([, title, n]) => `${n} ${title}`);
}
