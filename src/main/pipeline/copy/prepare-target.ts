import { keptOffsets } from '@main/ports/kept-offsets'
import { countOf } from '@shared/lib/count-of'
import { bucketOf, type Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { isUnfinishedMark, putCopyMark, readCopyMark, unfinishedCopy } from './copy-marks'
import type { CopyContext, CopySide } from './copy-side'

/** Creates what the datasets need: topics and tables. */
export async function prepareSide({ ports, datasets }: CopySide, ttlDays: number): Promise<void> {
  for (const dataset of datasets) {
    await ports.log.createTopic(dataset.name, dataset.partitions)
    await ports.store.prepare(dataset, ttlDays)
  }
}

/**
 * Marks the target as the target of an unfinished copy. Throws `copy-target-used` when it holds anything else than this copy, and
 * `copy-unfinished` when it holds a part of another one.
 */
export async function claimTarget({ id, source, target, datasets, report }: CopyContext): Promise<void> {
  const mark = await readCopyMark(target.ports.log)
  const isOurs = mark?.id === id && mark.state === 'unfinished'
  if (isOurs) return report.claimed()
  if (isUnfinishedMark(mark)) throw unfinishedCopy({ ...mark, to: target.name })
  const content = await contentOf(target, datasets)
  if (content.length > 0) throw new FaultError({ code: 'copy-target-used', to: target.name, content })
  await putCopyMark(target.ports.log, datasets, { id, from: source.name, to: target.name, state: 'unfinished' })
  report.claimed()
}

/** What a backend holds, in words; empty when it is new. */
async function contentOf({ ports }: CopySide, datasets: readonly Dataset[]): Promise<string[]> {
  let [rows, records, windows, objects, letters] = [0, 0, 0, 0, 0]
  for (const { name } of datasets) {
    rows += (await ports.store.usage(name)).rows
    records += keptOffsets(await ports.log.offsets(name))
    const { extracted, reported } = await ports.ledger.totals([name])
    windows += Math.max(extracted, reported)
    objects += (await ports.objects.list(bucketOf(name))).length
    letters += await ports.deadLetters.count(name)
  }
  const found: [number, string][] = [
    [rows, 'event'],
    [rows > 0 ? 0 : records, 'log record'],
    [windows, 'window'],
    [objects, 'object'],
    [letters, 'dead letter'],
  ]
  return found.flatMap(([count, one]) => (count > 0 ? [countOf(count, one)] : []))
}
