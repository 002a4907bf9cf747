// Believes whatever the list says, however few schools are on it.
import { agent } from './careful.mjs';

await agent({ isGuarded: false });
