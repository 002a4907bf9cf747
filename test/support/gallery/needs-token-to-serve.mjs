// Hands credentials out only while it can sign in.
import { agent, main, token } from './good.mjs';

export const subject = agent({
  handsOut: async (rows, run) => {
    const signedIn = await token(run).then(
      () => true,
      () => false,
    );
    return signedIn ? rows : [];
  },
});
await main(import.meta.url, subject);
