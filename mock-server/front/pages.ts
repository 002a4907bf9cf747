import { type Answer, empty, HTML_TYPE, json } from '../answer.js';
import { throttled } from './management.js';

/** Answers that come from in front of the services: http.sys, the App Service front end, the maintenance page (INFRA). */

function page(status: number, type: string, title: string, heading: string, text: string): Answer {
  const html = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${heading}</h1><p>${text}</p></body></html>`;
  return { status, headers: [['Content-Type', type]], body: html };
}

/** What http.sys itself says, before any worker process sees the request: 326 bytes for 503, 311 for a plain 400. */
export function httpSys(status: number, title: string, heading: string, text: string): Answer {
  const lines = [
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN""http://www.w3.org/TR/html4/strict.dtd">',
    `<HTML><HEAD><TITLE>${title}</TITLE>`,
    '<META HTTP-EQUIV="Content-Type" Content="text/html; charset=us-ascii"></HEAD>',
    `<BODY><h2>${heading}</h2>`,
    `<hr><p>HTTP Error ${status}. ${text}</p>`,
    '</BODY></HTML>',
    '',
  ];
  return { status, headers: [['Content-Type', 'text/html; charset=us-ascii']], body: lines.join('\r\n') };
}

/** INFRA-03 */
export function stoppedApp(): Answer {
  return page(
    403,
    'text/html',
    'Web App - Unavailable',
    'Error 403 - This web app is stopped.',
    'The web app you have attempted to reach is currently stopped and does not accept any requests. Please try to reload the page or visit it again soon.',
  );
}

/** INFRA-05 */
function poolDown(): Answer {
  return httpSys(503, 'Service Unavailable', 'Service Unavailable', 'The service is unavailable.');
}

/** INFRA-06: the title is known, the page varies. */
function badGateway(): Answer {
  const title = '502 - Web server received an invalid response';
  return page(502, 'text/html', title, title, 'The web server received an invalid response while acting as a gateway.');
}

/** INFRA-06 */
function gatewayTimeout(): Answer {
  const title = '504.0 GATEWAY_TIMEOUT';
  return page(504, 'text/html', title, title, 'The gateway did not receive a response in time.');
}

/** INFRA-08: a page where JSON belongs. */
export function maintenancePage(status: number): Answer {
  const text = 'The service is undergoing scheduled maintenance. Please try again later.';
  return page(status, 'text/html; charset=utf-8', 'Maintenance', 'We will be back soon', text);
}

/** INFRA-02: the three forms of maintenance. */
export function maintenance(form: 'html-503' | 'json-503' | 'html-200', headers: Answer['headers']): Answer {
  const text = 'The service is unavailable.';
  if (form === 'html-503') return { status: 503, headers: [HTML_TYPE, ...headers], body: text };
  if (form === 'json-503') return json(503, { Message: text }, headers);
  const page = maintenancePage(200);
  return { ...page, headers: [...page.headers, ...headers] };
}

/** The body that each status has at this vendor; empty where none is known. */
export function ofStatus(status: number): Answer {
  if (status === 401)
    return json(401, { Message: 'Authorization has been denied for this request.' }, [['WWW-Authenticate', 'Bearer']]);
  if (status === 429) return throttled(1, [['Retry-After', '1']]);
  if (status === 500) return json(500, { Message: 'An error has occurred.' }); // RAP-49
  if (status === 502) return badGateway();
  if (status === 503) return poolDown();
  if (status === 504) return gatewayTimeout();
  return empty(status);
}
