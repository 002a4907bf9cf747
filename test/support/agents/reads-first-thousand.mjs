// Reads the first page of a list, and takes a thousand rows for a page.
import { agent } from './careful.mjs';

await agent({ rowsIn: text => JSON.parse(text).slice(0, 1000) });
