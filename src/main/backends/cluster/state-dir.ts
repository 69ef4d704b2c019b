import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { folderDocuments } from '@main/adapters/folder/json-documents'
import type { EventLog } from '@main/ports/event-log'
import { z } from 'zod'

const DOCUMENT = 'log.json'
/** The mark that identifies a log in Kafka. */
const MARK = 'millrace:log'

const Known = z.object({ identity: z.uuid() })

/**
 * The folder of Millrace's data for one log in Kafka: ledger, dead letters, replays. Another log never uses the state of an earlier one.
 */
export interface StateDir {
  readonly path: string
  /**
   * True when the log is the one that this state belongs to, or a new log that replaces it while the results of the earlier one still
   * exist, which `isKept` checks. False: from now on another log's state must be used.
   */
  belongsTo(
    log: Pick<EventLog, 'progress' | 'usage' | 'append'>,
    topic: string,
    isKept: () => Promise<boolean>,
  ): Promise<boolean>
}

/** The state of the last used log, under `dir`; of a new log when there was none. */
export async function openStateDir(dir: string): Promise<StateDir> {
  await mkdir(dir, { recursive: true })
  const documents = folderDocuments(dir)
  const kept = Known.safeParse(await documents.read(DOCUMENT))
  const known = kept.success ? kept.data : { identity: randomUUID() }
  if (!kept.success) await documents.write(DOCUMENT, known)
  const path = join(dir, known.identity)
  await mkdir(path, { recursive: true })
  return {
    path,
    async belongsTo(log, topic, isKept) {
      const marked = await log.progress(MARK)
      if (marked === known.identity) return true
      if (marked !== null) {
        await documents.write(DOCUMENT, { identity: z.uuid().parse(marked) })
        return false
      }
      const { appended } = await log.usage(topic)
      // A log that is empty and unmarked is new: the state of an older log must not apply to it when that log's data is gone too.
      const used = await documents.read(join(known.identity, USED))
      if (used === null || appended > 0 || (await isKept())) {
        await log.append(topic, [], { id: MARK, produced: new Map(), progress: known.identity })
        await documents.write(join(known.identity, USED), { since: new Date().toISOString() })
        return true
      }
      await documents.write(DOCUMENT, { identity: randomUUID() })
      return false
    },
  }
}

/** In a state's folder once the log carries its identity. */
const USED = 'used.json'
