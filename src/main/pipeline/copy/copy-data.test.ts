import { MINUTE_MS } from '@shared/lib/time'
import { ledgerDifference } from '@shared/model/window'
import { expect, it } from 'vitest'
import { createWindowTracker } from '../windows/window-tracker'
import { copyData } from './copy-data'
import { readCopyMark } from './copy-marks'
import { refuseUnfinishedCopy } from './refuse-unfinished-copy'
import { removeCopy } from './remove-copy'
import { clock, copyRun, dataset, type MemoryBackend, MINUTE, memoryBackend } from './testing/two-backends'
import { withSink } from './with-sink'

const { name } = dataset
const NEVER = new AbortController().signal
const LATER = MINUTE + MINUTE_MS

/** Two reported windows, a dead letter, and an event of the last minute that is only in the log. */
async function filledSource(): Promise<MemoryBackend> {
  const source = memoryBackend('embedded', 1)
  await source.append(...Array.from({ length: 30 }, (_, i) => MINUTE + i * 3_000))
  await stored(source)
  for (const start of [MINUTE, LATER]) await source.report(start)
  await source.append(LATER + MINUTE_MS + 1)
  const place = { kind: 'file', file: 'a.log', replay: 'r', line: 7 } as const
  await source.ports.deadLetters.add([{ dataset: name, place, reason: 'torn', body: Buffer.from('x'), window: null }])
  return source
}

const stored = (side: MemoryBackend) => withSink(side, [dataset], NEVER, async () => undefined)
const idsIn = (side: MemoryBackend) =>
  side.store
    .rows(name)
    .map(({ event }) => String(event.id))
    .sort()

async function rowsAt({ ports }: MemoryBackend) {
  const tracker = createWindowTracker(ports, [dataset], () => Number.POSITIVE_INFINITY)
  await tracker.refresh(name)
  return { due: tracker.unextracted(name, Number.POSITIVE_INFINITY), rows: await tracker.rows(name, { limit: 100 }) }
}

it('copies events, dead letters, objects and ledger, and compares them', async () => {
  const [source, target] = [await filledSource(), memoryBackend('docker', 40)]
  const run = copyRun(source, target)
  expect(await copyData(run.context)).toBe(true)
  expect(run.differences).toEqual([])
  expect(idsIn(target)).toEqual(idsIn(source))
  expect(run.figures).toMatchObject({ events: 31, eventsTotal: 31, windows: 2, objects: 4, deadLetters: 1 })
  expect(await target.ports.objects.list('clicks')).toEqual(await source.ports.objects.list('clicks'))
})

it('leaves copied windows complete, and only those without a report due', async () => {
  const [source, target] = [await filledSource(), memoryBackend('docker', 40)]
  await copyData(copyRun(source, target).context)
  const { due, rows } = await rowsAt(target)
  expect(due).toEqual([LATER + MINUTE_MS])
  const there = await rowsAt(source)
  expect(rows.filter(({ state }) => state === 'complete')).toEqual(
    there.rows.filter(({ state }) => state === 'complete'),
  )
  expect(rows.filter(({ state }) => state === 'complete')).toHaveLength(2)
})

it.each([1, 9, 17, 25, 33, 41, 52, 66, 85, 105, 130])(
  'is whole after several kills, the first at call %i',
  async (calls) => {
    const [source, target] = [await filledSource(), memoryBackend('docker', 40)]
    let ended: unknown = 'dead'
    for (let callsLeft = calls; ended === 'dead'; callsLeft = Math.ceil(callsLeft * 1.3)) {
      const life = { dead: false, callsLeft }
      const run = copyRun(source.openedBy(life), target.openedBy(life))
      const over = new AbortController()
      ended = await Promise.race([copyData(run.context), untilDead(life, over.signal)])
      over.abort()
    }
    expect(ended).toBe(true)
    expect(idsIn(target)).toEqual(idsIn(source))
    expect((await rowsAt(target)).rows.filter(({ state }) => state === 'complete')).toHaveLength(2)
  },
)

/** A loop that goes on after its test would slow the fake timers of the next file. */
async function untilDead(life: { readonly dead: boolean }, over: AbortSignal): Promise<'dead'> {
  while (!life.dead && !over.aborted) await clock.sleep(1, over)
  return 'dead'
}

it('continues with events that the source got after the copy was interrupted', async () => {
  const [source, target] = [await filledSource(), memoryBackend('docker', 40)]
  const stop = new AbortController()
  const run = copyRun(source, target, { signal: stop.signal })
  const interrupted = { ...run.context, report: { ...run.context.report, figures: () => stop.abort() } }
  await expect(copyData(interrupted)).rejects.toThrow()
  source.log.beginEpoch()
  await source.append(MINUTE - 1, MINUTE + 5, LATER)
  await stored(source)
  await source.report(MINUTE)
  const last = copyRun(source, target)
  await copyData(last.context)
  expect(last.differences).toEqual([])
  expect(idsIn(target)).toEqual(idsIn(source))
})

it('copies a read-only source as it is, and writes nothing to it', async () => {
  const [source, target] = [await filledSource(), memoryBackend('docker', 40)]
  const never = async () => {
    throw new Error('this would write to the source')
  }
  const { log, store, ledger, objects, registry } = source.ports
  const ports = {
    ...source.ports,
    log: { ...log, createTopic: never, append: never, commit: never, progress: never },
    store: { ...store, prepare: never, insert: never, clear: never },
    ledger: { ...ledger, putExtract: never, putAnalysis: never, putReport: never },
    objects: { ...objects, put: never, putFile: never, remove: never },
    registry: { ...registry, register: never },
  }
  const run = copyRun({ ...source, ports, readOnly: true, runSink: never }, target)
  expect(await copyData(run.context)).toBe(true)
  expect(run.differences).toEqual([])
  // The event that is only in the source's log stays there.
  expect(idsIn(target)).toEqual(idsIn(source))
  expect(run.figures).toMatchObject({ events: 30, windows: 2 })
})

it('refuses a target with other data, and says what is there', async () => {
  const [source, target] = [await filledSource(), await filledSource()]
  await expect(copyData(copyRun(source, target).context)).rejects.toMatchObject({
    fault: {
      code: 'copy-target-used',
      content: ['30 events', '2 windows', '4 objects', '1 dead letter'],
    },
  })
})

it('refuses to copy into an unfinished copy of another source', async () => {
  const [source, target] = [await filledSource(), memoryBackend('docker', 40)]
  await interruptedCopy(source, target)
  await expect(copyData(copyRun(source, target, { id: 'another' }).context)).rejects.toMatchObject({
    fault: { code: 'copy-unfinished', from: 'embedded' },
  })
})

it('marks its target until everything is equal', async () => {
  const [source, target] = [await filledSource(), memoryBackend('docker', 40)]
  await refuseUnfinishedCopy({ ...target.ports.log })
  await interruptedCopy(source, target)
  await expect(refuseUnfinishedCopy({ ...target.ports.log })).rejects.toMatchObject({
    fault: { code: 'copy-unfinished', from: 'embedded', to: 'docker', removing: false },
  })
  expect(await copyData(copyRun(source, target).context)).toBe(true)
  await refuseUnfinishedCopy({ ...target.ports.log })
})

it('names what differs, and keeps the mark', async () => {
  const [source, target] = [await filledSource(), memoryBackend('docker', 40)]
  await interruptedCopy(source, target)
  await target.store.insert(dataset, [{ event: { id: 'stray', at: LATER }, epoch: 3, partition: 0, offset: 0 }])
  const run = copyRun(source, target)
  expect(await copyData(run.context)).toBe(false)
  expect(run.differences.map(({ what }) => what)).toEqual(['events of 2026-01-05_12-01'])
  expect(await readCopyMark(target.ports.log)).toMatchObject({ state: 'unfinished' })
})

it('removes what was copied, and the target can be used again', async () => {
  const [source, target] = [await filledSource(), memoryBackend('docker', 40)]
  await interruptedCopy(source, target)
  await removeCopy(target, 30, NEVER)
  expect(idsIn(target)).toEqual([])
  expect(await target.ports.objects.list('clicks')).toEqual([])
  expect((await rowsAt(target)).rows).toEqual([])
  await refuseUnfinishedCopy({ ...target.ports.log })
  expect(await copyData(copyRun(source, target, { id: 'second' }).context)).toBe(true)
  expect(idsIn(target)).toEqual(idsIn(source))
  await expect(removeCopy(target, 30, NEVER)).rejects.toMatchObject({ fault: { code: 'copy-unknown' } })
})

it('keeps the balance of windows with dead letters, earlier logs and lost events', async () => {
  const [source, target] = [await filledSource(), memoryBackend('docker', 40)]
  const place = { kind: 'log', epoch: 99, partition: 0, offset: 5 } as const
  const letter = { dataset: name, place, reason: 'torn', body: Buffer.from('x'), window: MINUTE }
  await source.ports.deadLetters.add([letter])
  await source.store.insert(dataset, [{ event: { id: 'old', at: MINUTE }, epoch: 98, partition: 0, offset: 5 }])
  await source.report(MINUTE)
  const lost = { id: 'source', produced: new Map([[LATER, 2]]), progress: '{}' }
  await source.log.append(name, [], lost)
  await source.report(LATER)
  expect(await copyData(copyRun(source, target).context)).toBe(true)
  const { rows } = await rowsAt(target)
  const differenceOf = (start: number) => ledgerDifference(rows.find((row) => row.start === start)?.counts as never)
  expect(differenceOf(MINUTE)).toBeNull()
  expect(differenceOf(LATER)).toBe('log')
})

async function interruptedCopy(source: MemoryBackend, target: MemoryBackend): Promise<void> {
  const stop = new AbortController()
  const run = copyRun(source, target, { signal: stop.signal })
  const step = (step: string) => step === 'objects' && stop.abort()
  const context = { ...run.context, report: { ...run.context.report, step } }
  await expect(copyData(context)).rejects.toThrow()
}
