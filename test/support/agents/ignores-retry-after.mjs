// Asks again at once, whatever it was asked.
import { agent } from './careful.mjs';

await agent({ waitsAsAsked: false });
