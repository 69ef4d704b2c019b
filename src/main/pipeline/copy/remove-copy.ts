import { bucketOf } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { isUnfinishedMark, putCopyMark, readCopyMark } from './copy-marks'
import type { CopySide } from './copy-side'
import { prepareSide } from './prepare-target'

/** Removes an unfinished copy from its target. Throws `copy-unknown` when there is none. After a kill, calling it again finishes. */
export async function removeCopy(target: CopySide, ttlDays: number, signal: AbortSignal): Promise<void> {
  const { log, store, objects, ledger, deadLetters } = target.ports
  const { datasets } = target
  await prepareSide(target, ttlDays)
  const mark = await readCopyMark(log)
  if (!isUnfinishedMark(mark)) throw new FaultError({ code: 'copy-unknown', to: target.name })
  await putCopyMark(log, datasets, { ...mark, state: 'removing' })
  for (const dataset of datasets) {
    const { name } = dataset
    signal.throwIfAborted()
    await store.clear(dataset)
    for (const { key } of await objects.list(bucketOf(name))) {
      signal.throwIfAborted()
      await objects.remove(bucketOf(name), key)
    }
    await ledger.clear(name)
    await deadLetters.clear(name)
    await log.clear(name)
  }
  await putCopyMark(log, datasets, { ...mark, state: 'removed' })
}
