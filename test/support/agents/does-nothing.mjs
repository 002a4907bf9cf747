// Says that all is well and does nothing at all.
if (process.argv[2] === 'list') process.stdout.write('[]\n');
