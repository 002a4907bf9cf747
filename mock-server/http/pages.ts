import { type Answer, empty, HTML_TYPE, json } from '../answer.js';

/** Answers that come from in front of the services: IIS, the App Service front end, API management (INFRA). */

function page(status: number, type: string, title: string, heading: string, text: string): Answer {
  const html = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${heading}</h1><p>${text}</p></body></html>`;
  return { status, headers: [['Content-Type', type]], body: html };
}

/** INFRA-03 */
export function stoppedApp(): Answer {
  return page(
    403,
    'text/html',
    'Web App - Unavailable',
    'Error 403 - This web app is stopped.',
    'The web app you have attempted to reach is currently stopped and does not accept any requests.',
  );
}

/** INFRA-05 */
function poolDown(): Answer {
  const text = 'HTTP Error 503. The service is unavailable.';
  return page(503, 'text/html; charset=us-ascii', 'Service Unavailable', 'Service Unavailable', text);
}

/** INFRA-06 */
function badGateway(): Answer {
  const title = '502 - Web server received an invalid response';
  return page(502, 'text/html', title, title, 'The web server received an invalid response while acting as a gateway.');
}

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

/** INFRA-25, INFRA-29: the blanks inside the braces belong to the body. */
export function throttled(retryAfter: number, header: Answer['headers']): Answer {
  const body = `{ "statusCode": 429, "message": "Rate limit is exceeded. Try again in ${retryAfter} seconds." }`;
  return { status: 429, headers: [['Content-Type', 'application/json'], ...header], body };
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
