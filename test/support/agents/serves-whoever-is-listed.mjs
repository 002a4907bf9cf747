// Does not look at what the list says about a school.
import { agent } from './careful.mjs';

await agent({ mayUse: () => true });
