import { isLoopback } from '../../mock-server/index.js';
import { SubjectError } from './subject.js';

/** Where a running application is asked for one school's credentials. */
export type UseUrl = (organisationId: string) => string;

const PLACE = '{organisationId}';
const EXAMPLE = `http://127.0.0.1:8080/use/${PLACE}`;

/**
 * What --url says, given the address an application of --serve printed. `{url}` stands for that address, `{port}` for its
 * port, `{organisationId}` for the school, which is a path segment at the end where it is not named. Without a template the
 * printed address is it. @throws SubjectError for what is no address of this machine.
 */
export function useUrl(template: string | undefined, printed?: string): UseUrl {
  const [unknown] = (template ?? '').match(/\{(?!(?:url|port|organisationId)\})[^{}]*\}/) ?? [];
  if (unknown !== undefined)
    throw new SubjectError(`--url ${template}: ${unknown} is unknown. There are {url}, {port} and ${PLACE}.`);
  const url = filled(template ?? '{url}', printed);
  const whole = url.includes(PLACE) ? url : `${url.replace(/\/+$/, '')}/${PLACE}`;
  refuseElsewhere(whole, template);
  return organisationId => whole.replaceAll(PLACE, encodeURIComponent(organisationId));
}

/** Before anything is started: whether a template can be filled at all. @throws SubjectError */
export function checkUseUrl(template: string | undefined, serves: boolean): void {
  if (template !== undefined || serves) useUrl(template, serves ? 'http://127.0.0.1:1' : undefined);
}

function filled(template: string, printed: string | undefined): string {
  if (/\{(?:url|port)\}/.test(template) && printed === undefined)
    throw new SubjectError(
      `--url ${template}: {url} and {port} are of what --serve prints. Give --serve too, or ${EXAMPLE}.`,
    );
  const address = printed?.replace(/\/+$/, '') ?? '';
  const port = address === '' ? '' : new URL(address).port || '80';
  return template.replaceAll('{url}', address).replaceAll('{port}', port);
}

function refuseElsewhere(url: string, template: string | undefined): void {
  const given = template === undefined ? url : `--url ${template}`;
  const parsed = parse(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    throw new SubjectError(`${given} is no address. Write it like ${EXAMPLE}.`);
  if (!isLoopback(parsed.hostname))
    throw new SubjectError(
      `${given} is on another machine. Only loopback is ever contacted: run it here, as ${EXAMPLE}.`,
    );
  if (parsed.username !== '' || parsed.password !== '')
    throw new SubjectError(
      '--url holds a login, which would show in lists and logs. Let the application take SIMS_USE_BEARER.',
    );
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

/** The first address of this machine in what a program said; one it listens on everywhere is meant as here. */
export function addressIn(said: string): string | undefined {
  const found =
    /\bhttp:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1?\]|0\.0\.0\.0|\*|\+)(:\d+)?(\/[^\s"'<>()]*)?(?=[\s"'<>(),;]|\.?(?:\s|$))/i.exec(
      said,
    );
  if (!found) return undefined;
  const [, host = '', port = '', path = ''] = found;
  const here = /^(?:0\.0\.0\.0|\[::\]|\*|\+)$/.test(host) ? '127.0.0.1' : host;
  return `http://${here}${port}${path.replace(/[.,;]+$/, '')}`;
}
