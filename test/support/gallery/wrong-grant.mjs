// Tries the password grant first, as an example for people who sign in has it.
import { agent, main } from './good.mjs';

export const subject = agent({
  beforeToken: (request, run) =>
    run.send({ ...request, body: request.body.replace('grant_type=client_credentials', 'grant_type=password') }),
});
await main(import.meta.url, subject);
