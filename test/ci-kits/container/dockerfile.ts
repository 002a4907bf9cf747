/** A Dockerfile as far as ours goes: stages of instructions, in order. */
export type Instruction = { readonly word: string; readonly rest: string };
export type Stage = { readonly name: string; readonly base: string; readonly instructions: readonly Instruction[] };

/** @throws Error for what this reader does not know. */
export function readDockerfile(text: string): Stage[] {
  const values: Record<string, string> = {};
  const stages: { name: string; base: string; instructions: Instruction[] }[] = [];
  for (const line of text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')) {
    if (line.trim() === '') continue;
    const [, word = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    const last = stages.at(-1);
    if (word === 'FROM') {
      const [, base = '', name = String(stages.length)] = /^(\S+)(?: AS (\S+))?$/.exec(rest) ?? [];
      stages.push({
        name,
        base: base.replace(/\$\{(\w+)\}/g, (_, variable: string) => values[variable] ?? ''),
        instructions: [],
      });
    } else if (word === 'ARG' && !last) Object.assign(values, pairs(rest));
    else if (last && KNOWN.includes(word)) last.instructions.push({ word, rest });
    else throw new Error(`the reader of this test does not know: ${line}`);
  }
  return stages;
}

const KNOWN = ['WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'VOLUME', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD'];

/** `A=1 B=2`. */
function pairs(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(' ').map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}

/** What an image says about how it is run. */
export type Image = {
  readonly env: Readonly<Record<string, string>>;
  readonly user: string;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly health: readonly string[];
};

/** What the last stage leaves behind. @throws Error where a command is not given as a JSON list: a shell would be PID 1. */
export function imageOf(stages: readonly Stage[]): Image {
  const instructions = stages.at(-1)?.instructions ?? [];
  const all = (word: string) => instructions.filter(one => one.word === word).map(one => one.rest);
  const list = (text = '[]') => JSON.parse(text) as string[];
  return {
    env: Object.assign({}, ...all('ENV').map(pairs)),
    user: all('USER').at(-1) ?? 'root',
    ports: all('EXPOSE').flatMap(ports => ports.split(' ')),
    volumes: all('VOLUME').flatMap(volumes => list(volumes)),
    entrypoint: list(all('ENTRYPOINT').at(-1)),
    command: list(all('CMD').at(-1)),
    health: list(/ CMD (\[.*\])$/.exec(` ${all('HEALTHCHECK').at(-1)}`)?.[1]),
  };
}
