import { readdir } from 'node:fs/promises'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'
import type { EngineConnection } from './engine-connection'
import { reasonOf } from './engine-error'
import { jsonItems } from './json-items'

const Message = z.object({ stream: z.string().optional(), status: z.string().optional(), error: z.string().optional() })
const STEP_LIMIT = 300

/** Throws `build-failed`. */
export async function buildImage(
  connection: EngineConnection,
  image: string,
  { folder, dockerfile }: { readonly folder: string; readonly dockerfile: string },
  step: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    const src = await readdir(folder)
    const stream = await connection.stream(
      // A failed step leaves no container behind either.
      (docker, abortSignal) =>
        docker.buildImage({ context: folder, src }, { t: image, dockerfile, forcerm: true, abortSignal }),
      signal,
    )
    try {
      for await (const item of jsonItems(stream)) {
        const message = Message.safeParse(item)
        if (!message.success) continue
        const { error, stream: text, status } = message.data
        if (error !== undefined) throw new FaultError({ code: 'build-failed', image, reason: error.trim() })
        const line = (text ?? status ?? '').trim()
        if (line !== '') step(line.slice(0, STEP_LIMIT))
      }
    } finally {
      stream.destroy()
    }
  } catch (thrown) {
    if (signal.aborted) throw signal.reason
    const error = connection.explain(thrown)
    if (error instanceof FaultError) throw error
    throw new FaultError({ code: 'build-failed', image, reason: reasonOf(error) }, { cause: thrown })
  }
}
