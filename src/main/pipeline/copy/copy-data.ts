import { bucketOf } from '@shared/model/dataset'
import { compareSides } from './compare-sides'
import { copyDeadLetters } from './copy-dead-letters'
import { copyLedger } from './copy-ledger'
import { putCopyMark } from './copy-marks'
import { copyObjects } from './copy-objects'
import { copyRows } from './copy-rows'
import { copySchemas } from './copy-schemas'
import type { CopyContext } from './copy-side'
import { claimTarget, prepareSide } from './prepare-target'
import { settle, withSink } from './with-sink'

/**
 * Copies everything that the datasets have in one backend to another one, which must be empty or hold a part of this copy. Nothing
 * else may use either of them meanwhile. Resolves with true when the comparison at the end found no difference; then the target can
 * be used. Otherwise, and when this throws, it stays marked as unfinished, and calling this again with the same id continues.
 */
export async function copyData(context: CopyContext): Promise<boolean> {
  const { id, source, target, datasets, report, signal } = context
  const names = datasets.map(({ name }) => name)
  if (!source.readOnly) await prepareSide(source, context.ttlDays)
  await prepareSide(target, context.ttlDays)
  await claimTarget(context)

  report.step('settling')
  if (!source.readOnly) await settle(source, datasets, signal)
  report.figures(await totalsOf(context))

  report.step('schemas')
  for (const dataset of datasets) await copySchemas(context, dataset)

  report.step('events')
  await withSink(target, datasets, signal, async (over) => {
    const events = new Map<string, number>()
    for (const dataset of datasets) {
      await copyRows({ ...context, signal: over }, dataset, (count) => {
        events.set(dataset.name, count)
        report.figures({ events: [...events.values()].reduce((sum, one) => sum + one, 0) })
      })
    }
  })

  report.step('dead-letters')
  let deadLetters = 0
  for (const name of names) deadLetters += await copyDeadLetters(context, name)
  report.figures({ deadLetters })

  let differences = 0
  const counting: CopyContext = {
    ...context,
    report: {
      ...report,
      difference(difference) {
        differences++
        report.difference(difference)
      },
    },
  }
  report.step('objects')
  let objects = 0
  for (const name of names) {
    const { different, extra } = await copyObjects(context, name, () => report.figures({ objects: ++objects }))
    const found = (key: string, here: string) =>
      counting.report.difference({
        dataset: name,
        what: `object ${bucketOf(name)}/${key}`,
        source: 'there',
        target: here,
      })
    for (const key of different) found(key, 'other bytes')
    for (const key of extra) found(key, 'only here')
  }

  report.step('ledger')
  let windows = 0
  for (const name of names) await copyLedger(context, name, () => report.figures({ windows: ++windows }))

  report.step('verifying')
  for (const dataset of datasets) await compareSides(counting, dataset)
  signal.throwIfAborted()
  if (differences > 0) return false
  await putCopyMark(target.ports.log, datasets, { id, from: source.name, to: target.name, state: 'whole' })
  return true
}

async function totalsOf({ source: { ports }, datasets }: CopyContext) {
  let [eventsTotal, objectsTotal] = [0, 0]
  for (const { name } of datasets) {
    eventsTotal += (await ports.store.usage(name)).rows
    objectsTotal += (await ports.objects.list(bucketOf(name))).length
  }
  const { extracted, reported } = await ports.ledger.totals(datasets.map(({ name }) => name))
  return { eventsTotal, objectsTotal, windowsTotal: Math.max(extracted, reported) }
}
