import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { openFlow } from '@main/backends/open-flow'
import { openCodec } from '@main/pipeline/codec'
import { runSimulator } from '@main/pipeline/source/run-simulator'
import type { Clock } from '@main/ports/clock'
import { MINUTE_MS } from '@shared/lib/time'
import { DEFAULT_DATASET } from '@shared/model/dataset'
import { faultMessage } from '@shared/model/fault-message'
import type { Disturbance } from '@shared/model/scenario'
import { Settings } from '@shared/model/settings'
import { windowOf } from '@shared/model/window'

export interface Past {
  /** Whole minutes before the current one. */
  readonly minutes: number
  /** Events a second, in the past and afterwards. */
  readonly rate: number
  /** The scenario's seconds count from the first of the minutes. */
  readonly disturbances?: readonly Disturbance[]
}

/** The time that the simulator catches up on in one tick. */
const STEP_MS = 1_000

/**
 * Lets the app's own simulator log the minutes until now into a new data directory, as fast as possible. When the pipeline starts
 * there, it finds windows to fill, and the detector has windows to compare with.
 */
export async function simulatePast(
  { dataDir, resourcesDir }: { dataDir: string; resourcesDir: string },
  { minutes, rate, disturbances = [] }: Past,
): Promise<void> {
  const startedAt = windowOf(Date.now()) - minutes * MINUTE_MS
  const settings = Settings.parse({ producer: { rate } })
  const scenario =
    disturbances.length === 0 ? null : { scenario: { name: 'Past', disturbances: [...disturbances] }, startedAt }
  const [dataset] = (await loadDatasets([join(resourcesDir, 'datasets')])).datasets.filter(
    ({ name }) => name === DEFAULT_DATASET,
  )
  if (!dataset) throw new Error(`${DEFAULT_DATASET} is not among the datasets`)
  await mkdir(join(dataDir, 'log'), { recursive: true })
  await mkdir(join(dataDir, 'dead-letters'), { recursive: true })
  const { ports, close } = await openFlow({
    backend: 'embedded',
    dataDir,
    logMaxBytes: settings.log.maxBytes,
    storeAddress: null,
  })
  try {
    await ports.log.createTopic(dataset.name, dataset.partitions)
    const caughtUp = new AbortController()
    await runSimulator({
      dataset,
      codec: await openCodec(ports, dataset),
      log: ports.log,
      clock: quickClock(startedAt, () => caughtUp.abort()),
      settings: () => ({ ...settings.producer, scenario }),
      starts: 1,
      report: {
        count: () => undefined,
        fault: (fault) => {
          if (fault) throw new Error(faultMessage(fault))
        },
      },
      signal: caughtUp.signal,
    })
  } finally {
    await close()
  }
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ producer: { rate } }))
}

/** Every wait ends at once and moves the clock forward by its time, until the real time is reached. */
function quickClock(from: number, onNow: () => void): Clock {
  let now = from
  return {
    now: () => now,
    elapsed: () => now,
    async sleep() {
      now += STEP_MS
      if (now < Date.now()) return
      onNow()
    },
  }
}
