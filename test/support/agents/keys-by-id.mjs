// Knows schools by Id, which is the same for all of them.
import { agent } from './careful.mjs';

await agent({ keyOf: site => site.Id });
