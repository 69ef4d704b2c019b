import { setTimeout as sleep } from 'node:timers/promises'
import { FaultError } from '@shared/model/fault'
import type { PullProgress } from '@shared/model/service'
import { z } from 'zod'
import type { EngineConnection } from './engine-connection'
import { reasonOf, statusOf } from './engine-error'
import { jsonItems } from './json-items'
import { createPullTally, type PullTally } from './pull-progress'

const ATTEMPTS = 5
const FIRST_PAUSE_MS = 1_000
const REPORT_MS = 200

const Trouble = z.object({ error: z.string() })

/** Errors that a retry would not fix. */
const HOPELESS =
  /not found|manifest unknown|does not exist|access denied|unauthorized|denied:|invalid reference|no matching manifest|no space left/i
const MISSING = /not found|manifest unknown|does not exist|access denied|no matching manifest/i

/** Throws `image-missing`, `pull-failed`. A retry does not download finished layers again. */
export async function pullImage(
  connection: EngineConnection,
  image: string,
  report: (progress: PullProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const tally = createPullTally(image, performance.now())
  report(tally.progress())
  for (let attempt = 1; ; attempt++) {
    try {
      await pullOnce(connection, image, tally, report, signal)
      return
    } catch (error) {
      if (signal.aborted) throw signal.reason
      if (error instanceof FaultError) throw error
      const reason = reasonOf(error)
      if (MISSING.test(reason)) throw new FaultError({ code: 'image-missing', image, reason }, { cause: error })
      if (attempt === ATTEMPTS || HOPELESS.test(reason)) {
        throw new FaultError({ code: 'pull-failed', image, reason }, { cause: error })
      }
    }
    await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, { signal }).catch(() => signal.throwIfAborted())
    tally.retry(performance.now())
    report(tally.progress())
  }
}

async function pullOnce(
  connection: EngineConnection,
  image: string,
  tally: PullTally,
  report: (progress: PullProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  // The answer arrives once the registry has returned the manifest, which may take a while.
  const stream = await connection.stream((docker, abortSignal) => docker.pull(image, { abortSignal }), signal)
  let reportedAt = Number.NEGATIVE_INFINITY
  try {
    for await (const item of jsonItems(stream)) {
      const trouble = Trouble.safeParse(item)
      if (trouble.success) throw new EngineSays(trouble.data.error)
      tally.take(item, performance.now())
      if (performance.now() - reportedAt < REPORT_MS) continue
      reportedAt = performance.now()
      report(tally.progress())
    }
  } catch (error) {
    if (signal.aborted || error instanceof EngineSays || statusOf(error) !== null) throw error
    throw connection.explain(error)
  } finally {
    stream.destroy()
  }
  report(tally.progress())
}

/** The engine first answers that it begins, and reports a failure in the stream. */
class EngineSays extends Error {
  override readonly name = 'EngineSays'
}
