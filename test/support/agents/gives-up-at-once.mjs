// Never asks twice.
import { agent } from './careful.mjs';

await agent({ tries: 1 });
