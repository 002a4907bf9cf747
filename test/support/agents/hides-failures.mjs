// Says that all is well although a school's credentials could not be read.
import { agent } from './honest.mjs';

await agent({ tellsOfFailures: false });
