import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLoopback } from '../../mock-server/index.js';
import { OutOfTime } from './pending.js';
import { ALL, createRoom, type Room } from './pull-room.js';
import { readSaid } from './said.js';
import type { Run, Subject } from './subject.js';
import { createDumps, runOf, type Said } from './turns.js';

/** An agent that cannot be started from here: it, or its test script, asks for its turns over HTTP on this machine. */
export type PullDoor = {
  readonly subject: Subject;
  /** GET gives the next turn of any case, or of the one whose id is added to it; POST to the same tells how it went. */
  readonly url: string;
  /** This case is over, or all of them are. */
  over(id?: string): void;
  close(): Promise<void>;
};

/** Whoever asks is told to ask again after so long. */
const HOLD_MS = 10_000;
/** So long somebody may take to come for a turn. */
const COME_MS = 10 * 60_000;
/** So long the door stays open at the end. */
const FAREWELL_MS = 2_000;

/** Opens the door at a free port of 127.0.0.1. */
export async function openPull(comeMs = COME_MS): Promise<PullDoor> {
  const room = createRoom(comeMs);
  const server = createServer((request, response) => {
    answer(room, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    subject: subjectIn(room),
    url: `http://127.0.0.1:${port}/`,
    over: room.over,
    close: async () => {
      room.over();
      // Whoever has just told of the last turn asks once more, and is to hear that there are none.
      if (room.wasVisited()) await room.farewell(FAREWELL_MS);
      await new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), FAREWELL_MS).unref();
      });
    },
  };
}

function subjectIn(room: Room): Subject {
  const dumps = createDumps();
  return {
    name: 'an agent that asks for its turns',
    killable: false,
    serve: undefined,
    sync: async (environment, control, turn): Promise<Run> => {
      const from = performance.now();
      try {
        const said = await room.enter('sync', turn, environment, control);
        dumps.keep(turn, said.dump);
        return runOf(said, performance.now() - from);
      } catch (error) {
        if (!(error instanceof OutOfTime)) throw error;
        dumps.keep(turn, undefined);
        return { ...runOf({ exit: null }, performance.now() - from), timedOut: true };
      }
    },
    dump: async (environment, control, turn): Promise<Run | undefined> => {
      const kept = dumps.take(turn);
      if (kept !== 'none') return kept;
      const said = await room.enter('dump', turn, environment, control).catch(error => {
        if (error instanceof OutOfTime) return undefined;
        throw error;
      });
      return said?.dump === undefined ? undefined : runOf({ exit: 0, stdout: said.dump }, 0);
    },
  };
}

async function answer(room: Room, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reply = (status: number, body: object) => {
    const text = `${JSON.stringify(body, null, 2)}\n`;
    const last = 'done' in body ? { connection: 'close' } : {};
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...last }).end(text);
  };
  const { host = '', origin } = request.headers;
  // A page in a browser, or one whose name was made to mean this machine: the variables are not for it.
  if (origin !== undefined || !isLoopback(host.replace(/:\d+$/, ''))) return reply(403, { error: 'Not for browsers.' });
  room.noteVisit();
  const id = (request.url ?? '/').slice(1).split('?')[0]?.toUpperCase() || ALL;
  const wanted = id === ALL.toUpperCase() ? ALL : id;
  if (request.method === 'GET') return reply(200, await turnFor(room, wanted));
  if (request.method === 'POST') {
    const said = await readSaid(request);
    if ('error' in said) return reply(400, said);
    const told = tell(room, wanted, said);
    return reply(told === undefined ? 200 : 409, told === undefined ? { thanks: true } : { error: told });
  }
  reply(405, { error: 'GET a turn, and POST how it went.' });
}

/** One that was taken and not told of comes again: a script may have been started anew. */
async function turnFor(room: Room, id: string): Promise<object> {
  const until = performance.now() + HOLD_MS;
  for (let left = HOLD_MS; left > 0; left = until - performance.now()) {
    if (room.isOver(id)) {
      if (room.isOver(ALL)) room.noteFarewell();
      return { done: true, say: 'There are no more turns.' };
    }
    const all = room.of(id);
    const next = all.find(({ taken }) => !taken) ?? all[0];
    if (next) {
      next.take();
      const { number, do: act, turn, variables } = next;
      return { turn: number, ...turn, do: act, variables, say: SAY[act] };
    }
    await room.change(left);
  }
  return { wait: true, say: 'No turn yet. Ask again.' };
}

const SAY = {
  sync: 'Run one sync with these variables, then POST here {"turn", "exit", "stdout", "stderr", "dump"}; all but exit may be left out.',
  dump: 'Without a sync, POST here {"turn", "exit": 0, "dump": what is stored}.',
};

/** A sentence where it is not clear which turn is meant. */
function tell(room: Room, id: string, { turn, ...said }: Said & { readonly turn?: number }): string | undefined {
  const taken = room.of(id).filter(each => each.taken);
  const meant = turn === undefined ? taken : taken.filter(({ number }) => number === turn);
  const [one, another] = meant;
  if (!one) return 'No such turn is under way: GET one first. It may have taken longer than --timeout.';
  if (another) return 'Several turns are under way: send the "turn" that GET gave.';
  one.settle(said);
  return undefined;
}
