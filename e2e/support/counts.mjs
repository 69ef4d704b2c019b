import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../resources/bin/build-if-stale.mjs'

const DIR = join(root, 'test-results', 'counts')

/** Keeps one suite's counts, for the closing line over all of them. */
export function keepCounts(suite, { passed, failed, skipped = 0 }) {
  mkdirSync(DIR, { recursive: true })
  writeFileSync(join(DIR, `${suite}.json`), JSON.stringify({ passed, failed, skipped }))
}

/** Every suite's counts added up. */
export function sumCounts() {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const file of readdirSync(DIR)) {
    const counts = JSON.parse(readFileSync(join(DIR, file), 'utf8'))
    for (const key of Object.keys(sum)) sum[key] += counts[key]
  }
  return sum
}

export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
