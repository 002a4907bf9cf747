// Asks again with credentials that were refused.
import { agent } from './careful.mjs';

await agent({ refusalTries: 3 });
