// Takes an id in other letters for another school.
import { agent, main } from './good.mjs';

export const subject = agent({ keyOf: site => site.OrganisationId });
await main(import.meta.url, subject);
