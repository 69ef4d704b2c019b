import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../resources/bin/build-if-stale.mjs'

const DIR = join(root, 'test-results', 'counts')

const SLOWEST = 10
const slowestOf = (tests) => tests.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST)

/** Keeps one suite's counts, the names of failed tests, and the slowest of `tests` (name and ms), for the closing lines over all suites. */
export function keepCounts(suite, { passed, failed, skipped = 0, failures = [], tests = [] }) {
  mkdirSync(DIR, { recursive: true })
  writeFileSync(
    join(DIR, `${suite}.json`),
    JSON.stringify({ passed, failed, skipped, failures, slowest: slowestOf(tests) }),
  )
}

/** The sum over all suites, with the names of failed tests and the slowest tests. */
export function sumCounts() {
  const kept = readdirSync(DIR).map((file) => JSON.parse(readFileSync(join(DIR, file), 'utf8')))
  const total = (key) => kept.reduce((sum, counts) => sum + counts[key], 0)
  return {
    passed: total('passed'),
    failed: total('failed'),
    skipped: total('skipped'),
    failures: kept.flatMap(({ failures }) => failures),
    slowest: slowestOf(kept.flatMap(({ slowest = [] }) => slowest)),
  }
}

/** One line for each slow and each failed test, and the counts as the last line. */
export function closingLines({ passed, failed, skipped, failures, slowest = [] }) {
  const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
  const slow = slowest.map(({ name, ms }) => `slow: ${(ms / 1_000).toFixed(1)} s ${name}`)
  return [...slow, ...failures.map((name) => `failed: ${name}`), counts].join('\n')
}
