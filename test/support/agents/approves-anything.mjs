// Once something was approved, does whatever it holds back.
import { agent } from './careful.mjs';

await agent({ isApproved: (_digest, approved) => approved !== null });
