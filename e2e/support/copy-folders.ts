import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { nodeChildLauncher } from '@main/adapters/node-child/node-child-launcher'
import { openEmbedded } from '@main/backends/embedded'
import { createSinkOf } from '@main/composition/copy-sink'
import { copyData } from '@main/pipeline/copy/copy-data'
import type { CopySide } from '@main/pipeline/copy/copy-side'
import { createFeed } from '@main/signals/feed'
import { NOTHING_COPIED } from '@shared/model/copy'
import { Settings } from '@shared/model/settings'

/**
 * Copies the embedded backend of one data directory to that of another: `node copy-folders.js ROOT FROM TO`. Prints each step and each
 * change of the figures as a line of JSON, and at the end the differences.
 */
const [root = '', from = '', to = ''] = process.argv.slice(2)
const moduleDir = pathToFileURL(`${join(root, 'out', 'main')}/`)
const never = new AbortController().signal
const { datasets } = await loadDatasets([join(root, 'resources', 'datasets')])
const settings = Settings.parse({})
const sinkOf = createSinkOf({
  moduleDir,
  settings: { feed: createFeed(settings), change: async () => settings },
})
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

async function openSide(dataDir: string): Promise<{ side: CopySide; close(): Promise<void> }> {
  const backend = await openEmbedded({
    dataDir,
    moduleDir,
    launcher: nodeChildLauncher(() => undefined),
    logMaxBytes: () => settings.log.maxBytes,
    analysis: { settings: () => settings, sparkScript: '', log: () => undefined },
  })
  const server = await backend.ports.storeServer.start(never)
  return {
    side: { name: dataDir, readOnly: false, datasets, ports: backend.ports, runSink: sinkOf(backend, datasets) },
    async close() {
      await server.stop()
      await backend.close()
    },
  }
}

const [source, target] = [await openSide(from), await openSide(to)]
let figures = NOTHING_COPIED
const differences: unknown[] = []
const equal = await copyData({
  id: 'one',
  source: source.side,
  target: target.side,
  datasets,
  ttlDays: settings.store.ttlDays,
  signal: never,
  report: {
    claimed: () => undefined,
    step: (step) => say({ step }),
    figures(part) {
      figures = { ...figures, ...part }
      say({ figures })
    },
    difference: (difference) => void differences.push(difference),
  },
})
await Promise.all([source.close(), target.close()])
say({ equal, differences })
