import { folderDocuments } from '@main/adapters/folder/json-documents'
import type { EventLog } from '@main/ports/event-log'
import type { DatasetName } from '@shared/model/dataset'
import { z } from 'zod'

const DOCUMENT = 'reached.json'
const ASKED = 'epochs-asked-for.json'
const KEEP_EVERY_MS = 1_000

const Reached = z.record(z.string(), z.array(z.number().int().min(0)))

/**
 * The known end of each topic, saved outside the log: if an older copy of Kafka's volume is restored, Kafka assigns the same offsets again.
 */
export interface SavedLogEnds {
  /** Per partition; empty when nothing is known. */
  of(dataset: DatasetName): readonly number[]
  /** Where an epoch must begin that the store requested; null when there is none. */
  askedFor(dataset: DatasetName): readonly number[] | null
  ask(dataset: DatasetName, since: readonly number[]): Promise<void>
  begun(): Promise<void>
  /** Call this often; it asks the log once a second. */
  keep(): Promise<void>
}

export async function openSavedLogEnds(
  log: Pick<EventLog, 'offsets'>,
  dir: string,
  datasets: readonly DatasetName[],
): Promise<SavedLogEnds> {
  const documents = folderDocuments(dir)
  const kept = Reached.safeParse(await documents.read(DOCUMENT))
  let known: Readonly<Record<DatasetName, readonly number[]>> = kept.success ? kept.data : {}
  const askedBefore = Reached.safeParse(await documents.read(ASKED))
  let asked: Readonly<Record<DatasetName, readonly number[]>> = askedBefore.success ? askedBefore.data : {}
  let keptAt = Number.NEGATIVE_INFINITY
  return {
    of: (dataset) => known[dataset] ?? [],
    askedFor: (dataset) => asked[dataset] ?? null,
    async ask(dataset, since) {
      asked = { ...asked, [dataset]: since }
      await documents.write(ASKED, asked)
    },
    async begun() {
      if (Object.keys(asked).length === 0) return
      asked = {}
      await documents.write(ASKED, asked)
    },
    async keep() {
      if (performance.now() - keptAt < KEEP_EVERY_MS) return
      keptAt = performance.now()
      const ends = await Promise.all(datasets.map(async (name) => [name, (await log.offsets(name)).end] as const))
      const now = { ...known, ...Object.fromEntries(ends) }
      if (JSON.stringify(now) === JSON.stringify(known)) return
      await documents.write(DOCUMENT, now)
      known = now
    },
  }
}
