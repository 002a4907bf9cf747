// Knows schools by their DfE code, which some have not and others give away.
import { agent } from './careful.mjs';

await agent({ keyOf: site => site.DfeCode });
