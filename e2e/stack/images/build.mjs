import { ensureEngine } from '../engine.ts'
import { buildImages, standInTable } from './build-images.ts'

/**
 * `npx node e2e/stack/images/build.mjs [SERVICE…]`: builds the images of the compose file from the contents of package
 * registries.
 */
const engine = await ensureEngine()
if (!engine.running) {
  console.error(`No images are built: ${engine.why}.`)
  process.exit(1)
}
const start = performance.now()
const { built, missing } = await buildImages(process.argv.slice(2))
for (const { image, why } of missing) console.error(`${image} cannot be had: ${why}`)
if (missing.length > 0) process.exitCode = 1
console.log(`\n${standInTable(built)}\n\nReady after ${((performance.now() - start) / 1_000).toFixed(1)} s.`)
