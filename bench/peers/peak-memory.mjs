// Preloaded into the programs compared: on exit, writes the most memory the process ever held, in MB, to a file.
import { readFileSync, writeFileSync } from 'node:fs';

process.on('exit', () => writeFileSync(process.env.BENCH_PEAK_FILE ?? '', String(peakMb())));

function peakMb() {
  try {
    // Not maxRSS where it can be helped: on Linux it starts from what the parent held when it forked.
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}
