// Takes the first credential of a school for the only one.
import { agent } from './careful.mjs';

await agent({ credentialsIn: rows => rows.slice(0, 1) });
