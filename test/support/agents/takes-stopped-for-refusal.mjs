// Takes every 403 for a decision about it.
import { agent } from './careful.mjs';

await agent({ isRefusal: status => status === 403 || status === 404 });
