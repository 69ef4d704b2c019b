import { join } from 'node:path'
import { bundleSupport } from './bundle-support'
import { root } from './millrace'
import type { Past, simulatePast } from './simulate-past'

/** Simulates the past in a data directory. */
export async function writePast(dataDir: string, past: Past): Promise<void> {
  const bundle: { simulatePast: typeof simulatePast } = await import(await bundleSupport('simulate-past'))
  await bundle.simulatePast({ dataDir, resourcesDir: join(root, 'resources') }, past)
}
