/** What goes in and out of each address, for the OpenAPI page. Plain JSON Schema: nothing to load at start. */

const nullable = (type: string, description: string) => ({ type: [type, 'null'], description });
const guid = (description: string) => ({ type: 'string', format: 'uuid', description });

const message = (description: string) => ({
  description,
  type: 'object',
  properties: { Message: { type: 'string' } },
});

const refusals = {
  400: message('An id that is no GUID (RAP-46)'),
  401: message('No, malformed, forged, foreign or expired token (RAP-33)'),
  403: message('Scope missing (RAP-37), or not yours (RAP-41 to RAP-43); the body may be empty (RAP-44)'),
};

const bearer = [{ bearer: [] }];

export const RAP_SCHEMAS = {
  sites: {
    summary: 'The sites that use an application',
    security: bearer,
    params: {
      type: 'object',
      properties: { applicationId: guid('The GUID from App Management, never the integer (TOK-16)') },
      required: ['applicationId'],
    },
    response: {
      200: {
        description: 'Every row, no paging (RAP-06). A parser must accept null in every member (RAP-11).',
        type: 'array',
        items: {
          type: 'object',
          properties: {
            Id: nullable('integer', 'Not a key (RAP-13)'),
            Name: nullable('string', 'Any letters (DOM-09)'),
            OrganisationId: { ...guid('The key; compare ignoring case (RAP-14)'), type: ['string', 'null'] },
            DfeCode: nullable('string', 'An attribute, never a key (DOM-06)'),
            DeniNumber: nullable('string', 'Northern Ireland (DOM-04)'),
            Authorised: nullable('integer', '1 may be used; anything else may not (LIFE-11)'),
          },
        },
      },
      ...refusals,
    },
  },
  clients: {
    summary: 'The credentials of one site for an application',
    security: bearer,
    params: {
      type: 'object',
      properties: { applicationId: guid('The application'), organisationId: guid('The site') },
      required: ['applicationId', 'organisationId'],
    },
    response: {
      200: {
        description: 'None, one or more rows (RAP-21)',
        type: 'array',
        items: {
          type: 'object',
          properties: {
            ClientId: { type: 'string' },
            Secret: { type: 'string', description: 'In clear, every time (RAP-22)' },
            OCPAIMKey: nullable('string', 'Only when set; ignore it in automation (RAP-24)'),
            Description: nullable('string', 'RAP-26'),
          },
        },
      },
      ...refusals,
    },
  },
} as const;
