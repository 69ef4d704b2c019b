import { join } from 'node:path'
import { build } from 'vite'
import { root } from './millrace'
import type { Past, simulatePast } from './simulate-past'

const outDir = join(root, 'test-results', 'support')

/** Simulates the past in a data directory. The app's sources are bundled as for the app, because Playwright cannot load them. */
export async function writePast(dataDir: string, past: Past): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@main': join(root, 'src/main'), '@shared': join(root, 'src/shared') } },
    ssr: { noExternal: true, external: ['@platformatic/kafka', 'chdb', 'dockerode', 'parquetjs-lite', 'vite'] },
    build: { ssr: join(root, 'e2e/support/simulate-past.ts'), outDir, emptyOutDir: false },
  })
  const bundle: { simulatePast: typeof simulatePast } = await import(join(outDir, 'simulate-past.js'))
  await bundle.simulatePast({ dataDir, resourcesDir: join(root, 'resources') }, past)
}
