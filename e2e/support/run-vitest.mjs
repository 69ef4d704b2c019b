import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from '../../resources/bin/build-if-stale.mjs'
import { keepCounts } from './counts.mjs'

/** Runs a project of the Vitest configuration, and keeps its counts and the names of failed tests. Returns the counts. */
export function runVitest(project, { args = [], env = {}, timeoutMs } = {}) {
  const output = join(root, 'test-results', `${project}.json`)
  rmSync(output, { force: true })
  const { status, signal } = spawnSync(
    join(root, 'node_modules', '.bin', 'vitest'),
    ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${output}`, ...args],
    { cwd: root, stdio: 'inherit', env: { ...process.env, ...env }, ...(timeoutMs ? { timeout: timeoutMs } : {}) },
  )
  if (signal !== null) console.log(`The ${project} tests were ended by ${signal}: they exceeded their time limit.`)
  const report = existsSync(output) ? JSON.parse(readFileSync(output, 'utf8')) : null
  const failed = report?.numFailedTests ?? 1
  const counts = {
    passed: report?.numPassedTests ?? 0,
    // A file that could not be loaded, or an unhandled rejection, fails the run without failing a test.
    failed: status === 0 ? failed : Math.max(1, failed),
    skipped: report?.numPendingTests ?? 0,
    failures: report === null ? [`${project} tests did not finish`] : failuresOf(report),
    tests: testsOf(report),
  }
  keepCounts(project, counts)
  return counts
}

function testsOf(report) {
  return (report?.testResults ?? []).flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, duration }) => ({
      name: `${relative(root, name)} › ${fullName}`,
      ms: duration ?? 0,
    })),
  )
}

function failuresOf(report) {
  return (report?.testResults ?? []).flatMap(({ name, status, assertionResults }) => {
    const file = relative(root, name)
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (failed.length === 0) return status === 'failed' ? [file] : []
    return failed.map(({ fullName }) => `${file} › ${fullName}`)
  })
}
