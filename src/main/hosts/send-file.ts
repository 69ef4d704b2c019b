import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FileReply } from '@main/api/report-files'
import { SECURITY_HEADERS } from './request-guard'

/** Sends a file part by part, no faster than it is read. A part that fails ends the connection, so that no reader takes it for whole. */
export async function sendFile(response: ServerResponse, { type, name, bytes, parts }: FileReply): Promise<void> {
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'Content-Type': type,
    'Content-Length': bytes,
    'Content-Disposition': `attachment; filename="${name}"`,
    'Cache-Control': 'no-store',
  })
  await pipeline(Readable.from(parts), response)
}
