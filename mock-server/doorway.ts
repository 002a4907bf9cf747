import type { RequestListener, Server } from 'node:http';

/** What stands between the socket and an HTTP server, such as TLS. */
export type Doorway = {
  /** An HTTP server that listens through it. */
  readonly server: (handler: RequestListener) => Server;
  /** Ends every connection, also those that have not said anything yet. */
  readonly close: () => void;
};
