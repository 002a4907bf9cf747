import { afterAll } from 'vitest';
import { endFile } from './file-end.js';

// Vitest runs this anew for every test file.
afterAll(endFile);
