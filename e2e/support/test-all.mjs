import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../resources/bin/build-if-stale.mjs'
import { closingLines, keepCounts, sumCounts } from './counts.mjs'
import { runVitest } from './run-vitest.mjs'

/** `npm test`: every check and test that needs nothing but this machine. Ends with one line of counts over all of them. */
const results = join(root, 'test-results')
const bin = (name) => join(root, 'node_modules', '.bin', name)
rmSync(results, { recursive: true, force: true })

function step(title, command, args, env = {}) {
  console.log(`\n— ${title}`)
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  return status === 0
}

/** A check without tests of its own counts as one. */
function check(title, command, args) {
  const passed = step(title, command, args)
  keepCounts(title.replaceAll(/\W+/g, '-'), {
    passed: passed ? 1 : 0,
    failed: passed ? 0 : 1,
    failures: passed ? [] : [title],
  })
}

function tests(project) {
  console.log(`\n— ${project} tests`)
  runVitest(project)
}

function playwright() {
  if (!existsSync('/usr/bin/chromium') && !process.env.MILLRACE_CHROMIUM) {
    step('Chromium is missing: installing it', 'sh', ['-c', 'apt-get update -q && apt-get install -qy chromium'])
  }
  const output = join(results, 'e2e.json')
  const passed = step('end-to-end tests', bin('playwright'), ['test', '-c', 'e2e'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: output,
  })
  const report = existsSync(output) ? JSON.parse(readFileSync(output, 'utf8')) : null
  const stats = report?.stats
  for (const [reason, count] of skipReasons(report?.suites ?? [])) console.log(`${count} skipped: ${reason}`)
  const failed = stats?.unexpected ?? 1
  keepCounts('e2e', {
    passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    failed: passed ? failed : Math.max(1, failed),
    skipped: stats?.skipped ?? 0,
    failures: specsThat(report?.suites ?? [], 'unexpected'),
    tests: durations(report?.suites ?? []),
  })
  for (const name of specsThat(report?.suites ?? [], 'flaky')) console.log(`passed only on retry: ${name}`)
}

/** Why tests were skipped, and how many for each reason. */
function skipReasons(suites, reasons = new Map()) {
  for (const suite of suites) {
    skipReasons(suite.suites ?? [], reasons)
    for (const { tests } of suite.specs ?? []) {
      for (const { type, description } of tests.flatMap(({ annotations }) => annotations)) {
        if (type === 'skip') reasons.set(description, (reasons.get(description) ?? 0) + 1)
      }
    }
  }
  return reasons
}

function durations(suites) {
  return suites.flatMap(({ suites: inner, specs }) => [
    ...(specs ?? []).flatMap(({ file, title, tests }) =>
      tests.map(({ results }) => ({
        name: `${file} › ${title}`,
        ms: Math.max(0, ...results.map((one) => one.duration)),
      })),
    ),
    ...durations(inner ?? []),
  ])
}

/** The names of the specs that ended with this outcome. */
function specsThat(suites, outcome) {
  return suites.flatMap(({ suites: inner, specs }) => [
    ...(specs ?? []).flatMap(({ file, title, tests }) =>
      tests.filter(({ status }) => status === outcome).map(({ projectName }) => `${projectName} › ${file} › ${title}`),
    ),
    ...specsThat(inner ?? [], outcome),
  ])
}

check('format and lint', bin('biome'), ['ci', '.'])
check('plain words', process.execPath, [join(root, 'e2e', 'support', 'plain-words.mjs')])
check('types', 'npm', ['run', '--silent', 'types'])
check('rooms', bin('depcruise'), ['src'])
check('unused code', bin('knip'), [])
tests('unit')
tests('real')
check('build', process.execPath, [join(root, 'resources', 'bin', 'build.mjs')])
playwright()

const sum = sumCounts()
console.log(`\n${closingLines(sum)}`)
process.exit(sum.failed > 0 ? 1 : 0)
