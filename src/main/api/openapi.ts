import { MOST_KEY, MOST_RECORDS } from './post-events'

const DETAIL = {
  'application/json': {
    schema: { type: 'object', required: ['detail'], properties: { detail: { type: 'string' } } },
  },
} as const

const refused = (description: string) => ({ description, content: DETAIL })
const later = (description: string) => ({
  description,
  headers: { 'Retry-After': { description: 'In seconds.', schema: { type: 'integer' } } },
  content: DETAIL,
})

const TAKEN = {
  type: 'object',
  required: ['taken', 'refused'],
  properties: {
    taken: { type: 'integer', description: 'How many records are on disk now.' },
    refused: {
      type: 'array',
      items: {
        type: 'object',
        required: ['record', 'reason'],
        properties: {
          record: { type: 'integer', description: 'Its place in the batch, from 0 on.' },
          reason: { type: 'string' },
        },
      },
    },
  },
} as const

/** What programs can call with the token, as an OpenAPI 3.1 document. */
export function openApi(version: string) {
  return {
    openapi: '3.1.0',
    info: { title: 'Millrace', version, description: 'Calls for programs on this machine.' },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
    paths: {
      '/events/{dataset}': {
        post: {
          summary: 'Add events to a dataset',
          description:
            'The good records of a batch are taken, and each bad one is named by its place. 202 is sent once the good ones are on disk. A batch that is sent again under the same Idempotency-Key is taken once and gets the same answer, for seven days.',
          parameters: [
            { name: 'dataset', in: 'path', required: true, schema: { type: 'string' } },
            {
              name: 'Idempotency-Key',
              in: 'header',
              description: 'Your name for the batch. Without one, a repeated request adds its events again.',
              schema: { type: 'string', minLength: 1, maxLength: MOST_KEY },
            },
          ],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: { type: 'array', minItems: 1, maxItems: MOST_RECORDS, items: { type: 'object' } },
              },
              'application/x-ndjson': { schema: { type: 'string', description: 'One event a line.' } },
              'avro/binary': {
                schema: { type: 'string', contentEncoding: 'binary', description: 'An Avro object container file.' },
              },
            },
          },
          responses: {
            202: { description: 'Taken, all or in part.', content: { 'application/json': { schema: TAKEN } } },
            400: refused('The body is no batch.'),
            401: refused('The token is missing or wrong.'),
            404: refused('There is no such dataset.'),
            409: refused('The dataset takes no events now; the detail says what to do.'),
            413: refused('The batch is too large.'),
            415: refused('Another media type.'),
            422: {
              description: 'No record was good, or another batch was sent under this key.',
              content: { 'application/json': { schema: { anyOf: [TAKEN, DETAIL['application/json'].schema] } } },
            },
            429: later('Too many events wait for the log. Send the same batch again later.'),
            503: later('The backend is being changed, or something that Millrace needs does not respond.'),
          },
        },
      },
      '/health': { get: { summary: 'The state of each stage', responses: { 200: { description: 'It runs.' } } } },
    },
  } as const
}
