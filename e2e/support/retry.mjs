/** The files with failures: the name of each failed test begins with its file. */
export function filesOf(failures) {
  return [...new Set(failures.map((name) => name.split(' › ')[0]))].filter((file) => file.endsWith('.ts'))
}

/** The result after the files of all failed tests ran once more: a test has failed only if it failed both times. */
export function afterRetry(first, second) {
  const failures = first.failures.filter((name) => second.failures.some((again) => isSame(name, again)))
  const retried = first.failures.filter((name) => !failures.includes(name))
  // A second run that did not finish proves nothing.
  const failed = second.failed > 0 && second.failures.length === 0 ? first.failed : failures.length
  return {
    passed: first.passed + first.failed - failed,
    failed,
    skipped: first.skipped,
    failures: failed === failures.length ? failures : first.failures,
    retried: failed === failures.length ? retried : [],
  }
}

/** A file that could not be loaded counts as a failure of every test in it. */
function isSame(name, again) {
  return name === again || name.startsWith(`${again} › `) || again.startsWith(`${name} › `)
}
