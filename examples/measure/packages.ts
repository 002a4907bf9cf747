import { KITS } from './kits.js';

// Debian packages of every language but the one that runs this, on one line.
const { node: _here, ...others } = KITS;
const names = Object.values(others).flatMap(({ packages }) => packages.split(' '));
process.stdout.write(`${[...new Set(names)].sort().join(' ')}\n`);
