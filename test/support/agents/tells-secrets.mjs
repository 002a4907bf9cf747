// Prints what it should keep to itself, and fails.
process.stderr.write(`refused with ${process.env.SIMS_CLIENT_SECRET} \u001b[2J\n`);
process.exitCode = 1;
