// Prometheus' text format, one family at a time.

export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

export const gauge = (name: string, help: string, ...samples: readonly Sample[]): string =>
  family('gauge', name, help, samples);
export const counter = (name: string, help: string, samples: readonly Sample[]): string =>
  family('counter', name, help, samples);
export const one = (value: number): Sample => [{}, value];

function family(type: string, name: string, help: string, samples: readonly Sample[]): string {
  const full = `sims_agent_${name}`;
  const lines = samples.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text.replace(/[\\"\n]/g, '_')}"`);
    return `${full}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${Number.isFinite(value) ? value : '+Inf'}\n`;
  });
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${lines.join('')}`;
}
