import { forPeople } from './for-people.js';
import { createStore } from './store.js';

/** Why the API would not: its own code and sentence, or `CONSOLE_OFFLINE` when nobody answered. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

const TOKEN = 'sims-harness-control-token';

/** Whether the page waits for somebody to give it the control token; `answer` goes on with it, or without. */
export const tokenAsked = createStore<{ wrong: boolean; answer: ((token: string | undefined) => void) | null }>({
  wrong: false,
  answer: null,
});

/** What stands below `/api/worlds/{id}`. */
export const inWorld = (world: string, path = ''): string => `/api/worlds/${encodeURIComponent(world)}${path}`;

/** @throws ApiError. The answer is of the shape that the OpenAPI document tells of this address. */
export const get = <T>(path: string): Promise<T> => send<T>('GET', path);
export const post = <T>(path: string, body?: unknown): Promise<T> => send<T>('POST', path, body);
export const put = <T>(path: string, body?: unknown): Promise<T> => send<T>('PUT', path, body);
export const del = <T>(path: string): Promise<T> => send<T>('DELETE', path);

async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await request(method, path, body);
  const text = await response.text();
  // The one place where an answer gets its type: the API is ours, and of the same package.
  const value = text === '' ? undefined : (JSON.parse(text) as unknown);
  if (response.ok) return value as T;
  const { code = 'CONSOLE_UNREADABLE', message = `The answer was ${response.status}.` } = (value ?? {}) as Problem;
  if (response.status !== 401) throw new ApiError(response.status, code, forPeople(message));
  const token = await askForToken(code === 'CONTROL_TOKEN_WRONG');
  if (token === undefined) throw new ApiError(401, code, 'Without the control token nothing can be changed here.');
  sessionStorage.setItem(TOKEN, token);
  return send<T>(method, path, body);
}

type Problem = { readonly code?: string; readonly message?: string };

async function request(method: string, path: string, body: unknown): Promise<Response> {
  const token = sessionStorage.getItem(TOKEN);
  const headers = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(token !== null && { authorization: `Bearer ${token}` }),
  };
  try {
    return await fetch(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  } catch {
    throw new ApiError(0, 'CONSOLE_OFFLINE', 'The harness does not answer. Is it still running?');
  }
}

/** Beyond loopback changes need the token that was printed at start; it is kept for this tab only. */
function askForToken(wrong: boolean): Promise<string | undefined> {
  sessionStorage.removeItem(TOKEN);
  return new Promise(resolve => {
    const answer = (token: string | undefined) => {
      tokenAsked.set({ answer: null });
      resolve(token);
    };
    tokenAsked.set({ wrong, answer });
  });
}
