// Deletes everything when the list is empty.
import { agent } from './honest.mjs';

await agent({ believesEmptyList: true });
