const NAME = /(?:pass|secret|token|pwd|key)/i;
/** Such a name stands for a place, which is no secret, and a line to paste needs it. */
const PLACE = /(?:file|path|dir|url|uri)$/i;

/** A command as it may stand in a report: values of `…pass…=`, `--…secret… ` and the like, and `user:password@`, are masked. */
export function masked(command: string): string {
  return command
    .replace(/(\/\/[^\s/:@]*:)[^\s/@]+@/g, '$1***@')
    .replace(/([\w.-]+)(=)("[^"]*"|'[^']*'|[^\s"'&;]+)/g, maskedValue)
    .replace(/(--[\w.-]+)(\s+)("[^"]*"|'[^']*'|[^\s"'-]\S*)/g, maskedValue);
}

const maskedValue = (all: string, name: string, between: string): string =>
  NAME.test(name) && !PLACE.test(name) ? `${name}${between}***` : all;
