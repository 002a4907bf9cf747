// Writes docs/contract/clauses.md and docs/contract/requirements.md: `npm run contract:pages`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CASES } from '../../contract/cases/index.js';
import { clausesPage } from './pages/clauses-page.js';
import { requirementsPage } from './pages/requirements-page.js';

const inDocs = (name: string) => fileURLToPath(new URL(`../../docs/contract/${name}`, import.meta.url));

writeFileSync(inDocs('clauses.md'), clausesPage(CASES));
writeFileSync(inDocs('requirements.md'), requirementsPage(CASES));
