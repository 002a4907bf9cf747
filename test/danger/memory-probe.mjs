// Loaded into a harness before it starts: tells, when asked by a signal, how much memory is in use after a collection.
// A pure onlooker: nothing of the harness is touched.
process.on('SIGUSR2', () => {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  process.stderr.write(`memory ${heapUsed + external}\n`);
});
