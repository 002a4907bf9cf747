// Puts its secret into the form as it is, and trims it.
import { agent, HOOKS, main } from './good.mjs';

export const subject = agent({
  tokenRequest: asked => ({
    ...HOOKS.tokenRequest(asked),
    body: [...asked.form].map(([name, value]) => `${name}=${value.trim()}`).join('&'),
  }),
});
await main(import.meta.url, subject);
