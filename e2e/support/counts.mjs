import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../resources/bin/build-if-stale.mjs'

const DIR = join(root, 'test-results', 'counts')

/** Keeps one suite's counts and the names of what failed, for the closing lines over all of them. */
export function keepCounts(suite, { passed, failed, skipped = 0, failures = [] }) {
  mkdirSync(DIR, { recursive: true })
  writeFileSync(join(DIR, `${suite}.json`), JSON.stringify({ passed, failed, skipped, failures }))
}

/** Every suite's counts added up, and what failed by name. */
export function sumCounts() {
  const kept = readdirSync(DIR).map((file) => JSON.parse(readFileSync(join(DIR, file), 'utf8')))
  const total = (key) => kept.reduce((sum, counts) => sum + counts[key], 0)
  return {
    passed: total('passed'),
    failed: total('failed'),
    skipped: total('skipped'),
    failures: kept.flatMap(({ failures }) => failures),
  }
}

/** What failed by name, a line each, and as the last line the counts. */
export function closingLines({ passed, failed, skipped, failures }) {
  const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
  return [...failures.map((name) => `failed: ${name}`), counts].join('\n')
}
