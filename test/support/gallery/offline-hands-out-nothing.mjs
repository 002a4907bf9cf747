// Hands nothing out while neither service can be reached: offline, it trusts nothing.
import { agent, main } from './good.mjs';

const answers = (run, request) =>
  run.send(request).then(
    () => true,
    () => false,
  );
const signIn = ({ SIMS_TOKEN_URL: url }) => ({
  url,
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});

export const subject = agent({
  handsOut: async (rows, run) => {
    const { env, hooks } = run;
    return (await answers(run, signIn(env))) || (await answers(run, { url: hooks.listUrl(env) })) ? rows : [];
  },
});
await main(import.meta.url, subject);
