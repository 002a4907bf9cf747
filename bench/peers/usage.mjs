// Preloaded into the programs compared: on exit, writes the most memory the process ever held, in MB, and the processor time it
// took on all its threads, in ms, to a file.
import { readFileSync, writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const used = { peakMb: peakMb(), cpuMs: (userCPUTime + systemCPUTime) / 1_000 };
  writeFileSync(process.env.BENCH_USAGE_FILE ?? '', JSON.stringify(used));
});

function peakMb() {
  try {
    // Not maxRSS where it can be helped: on Linux it starts from what the parent held when it forked.
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}
