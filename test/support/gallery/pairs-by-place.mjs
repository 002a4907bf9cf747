// Reads the list again at the end, and gives its nth school what the nth school had at the beginning.
import { agent, askRap, HOOKS, main } from './good.mjs';

export const subject = agent({
  afterWalk: async (run, kept, { sites }) => {
    const again = HOOKS.rowsIn(await askRap(run, run.hooks.listUrl(run.env)));
    if (!again) return;
    const rows = [...sites.keys()].map(key => kept.get(key) ?? []);
    const keys = [...new Set(again.map(HOOKS.keyOf))];
    kept.clear();
    for (const [n, key] of keys.entries())
      kept.set(key, rows[n]?.map(row => ({ ...row, organisationId: key, key })) ?? []);
  },
});
await main(import.meta.url, subject);
