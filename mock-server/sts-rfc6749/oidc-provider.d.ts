// The package brings no types. These are the parts in use, as its documentation and source describe them.
// Its own entrance, `lib/index.js`, prints a notice on every Node older than 22; the class itself stands one file further.

declare module 'oidc-provider/lib/provider.js' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export type Context = {
    readonly req: IncomingMessage;
    status: number;
    body: unknown;
    type: string;
    readonly oidc?: {
      readonly route: string;
      readonly params?: Readonly<Record<string, unknown>>;
    };
  };

  export type RegisteredClient = { readonly clientId: string };
  export type StoredToken = { readonly clientId: string };

  type Listener = (context: Context, error: Error) => void;

  export class Provider {
    constructor(issuer: string, configuration: object);
    /** The request being served, wherever the engine asks from. */
    static readonly ctx: Context | undefined;
    readonly issuer: string;
    readonly Client: { readonly prototype: RegisteredClient & { compareClientSecret(shown: string): boolean } };
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): this;
    on(event: string, listener: Listener): this;
    on(event: 'error', listener: (error: Error) => void): this;
  }
}

declare module 'oidc-provider/lib/helpers/errors.js' {
  export class OIDCProviderError extends Error {
    readonly error: string;
    readonly statusCode: number;
    readonly error_description?: string;
    readonly error_detail?: string;
  }
  export class InvalidScope extends OIDCProviderError {
    constructor(description: string, scope?: string);
  }
  export class InvalidTarget extends OIDCProviderError {}
  export class InvalidRequest extends OIDCProviderError {
    constructor(description: string);
  }
}
