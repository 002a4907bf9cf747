/** Something that happens again and again, and can be waited for. */
export type Bell = {
  /** How often it has rung. */
  count(): number;
  ring(): void;
  /** Settles the next time it rings. */
  next(): Promise<void>;
};

export function createBell(): Bell {
  let count = 0;
  let waiting: (() => void)[] = [];
  return {
    count: () => count,
    ring: () => {
      count += 1;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    next: () => new Promise(resolve => waiting.push(resolve)),
  };
}
