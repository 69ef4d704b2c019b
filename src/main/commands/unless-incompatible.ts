import type { Session } from '@main/composition/session'
import type { DatasetName } from '@shared/model/dataset'
import { type Fault, FaultError } from '@shared/model/fault'

/**
 * Does the work, and ends it when the dataset cannot be used before a person changes its schema: other troubles may pass. Throws the dataset's
 * fault then.
 */
export async function unlessIncompatible<T>(
  {
    flow,
  }: {
    readonly flow: Pick<Session['flow'], 'troubles'> & { readonly runner: Pick<Session['flow']['runner'], 'feed'> }
  },
  dataset: DatasetName,
  signal: AbortSignal,
  work: (over: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController()
  const over = AbortSignal.any([signal, ended.signal])
  let found: Fault | null = null
  const watching = (async () => {
    for await (const _ of flow.runner.feed.follow(over)) {
      const trouble = flow.troubles.list().find((one) => one.dataset === dataset)
      if (trouble?.fault.code !== 'schema-incompatible') continue
      found = trouble.fault
      ended.abort()
    }
  })()
  try {
    const done = await work(over)
    if (found !== null) throw new FaultError(found)
    return done
  } finally {
    ended.abort()
    await watching
  }
}
