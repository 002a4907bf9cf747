// Starts a program of its own and waits for ever. Says who they are in the file that is named in its arguments.
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';

const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
appendFileSync(process.argv[2], `${process.pid}\n${child.pid}\n`);
setInterval(() => {}, 1000);
