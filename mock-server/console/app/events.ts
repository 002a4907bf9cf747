/** One thing that happened in the world, as `GET …/events` tells it: `type` says which, the rest is its own. */
export type WorldEvent = { readonly type: string; readonly at?: number } & Readonly<Record<string, unknown>>;

/** Everything the stream may tell; others are not listened for. */
const TYPES = [
  'exchange',
  'change',
  'replaced',
  'switches',
  'step',
  'problem',
  'turned-away',
  'clock',
  'reset',
  'agent-report',
  'gap',
] as const;

export type Connection = 'connecting' | 'live' | 'lost';

const RETRY_MS = 1500;

/**
 * Hears of everything that happens in a world until it is told to stop. Browsers come back by themselves when a
 * connection breaks, but give up when an answer is no stream (a harness that is just starting, a world that is gone):
 * then this comes back for them.
 */
export function listen(
  address: string,
  tell: { event(event: WorldEvent): void; connection(state: Connection): void },
): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    const opened = new EventSource(address);
    source = opened;
    opened.onopen = () => tell.connection('live');
    opened.onerror = () => {
      tell.connection('lost');
      if (opened.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_MS);
    };
    for (const type of TYPES) {
      opened.addEventListener(type, message => tell.event(JSON.parse(message.data) as WorldEvent));
    }
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
