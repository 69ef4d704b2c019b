import { open } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'

const CHUNK = 262_144

/**
 * Sends a file as the rest of the answer from one reused buffer. A stream would allocate a new buffer for each part, and a gigabyte of them
 * can accumulate before garbage collection. Rejects when the client disconnects.
 */
export async function sendFile(path: string, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  const leave = () => gone.abort(new Error('the client has disconnected'))
  response.once('close', leave)
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.allocUnsafeSlow(CHUNK)
    for (;;) {
      gone.signal.throwIfAborted()
      const { bytesRead } = await file.read(buffer, 0, CHUNK)
      if (bytesRead === 0) break
      await written(response, buffer.subarray(0, bytesRead), gone.signal)
    }
    response.end()
  } finally {
    response.off('close', leave)
    await file.close()
  }
}

function written(response: ServerResponse, bytes: Uint8Array, gone: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(gone.reason)
    gone.addEventListener('abort', fail, { once: true })
    response.write(bytes, (error) => {
      gone.removeEventListener('abort', fail)
      if (error) reject(error)
      else resolve()
    })
  })
}
