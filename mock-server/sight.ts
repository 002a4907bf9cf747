/**
 * One exchange as a judge in the same process may look at it: as it was sent, secrets and all, which is why it goes to
 * nobody else and is kept nowhere here. What may be kept and shown stands in the journal under the same number.
 */
export type Sight = {
  readonly world: string;
  /** Number of the exchange in the world's journal. */
  readonly exchange: number;
  readonly service: 'sts' | 'rap';
  readonly operation: string;
  /** Milliseconds of `performance.now()`, whatever the world's clock says. */
  readonly arrivedAt: number;
  readonly answeredAt: number;
  /** The same number for every request on one connection; never two connections with the same. */
  readonly connection: number;
  readonly method: string;
  /** Path and query, world prefix included. */
  readonly url: string;
  /** Name, value, name, value … */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
};
