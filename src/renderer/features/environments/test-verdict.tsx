import { STEP_TITLES, TARGET_TITLES } from '@shared/model/connection-test'
import { Problem } from '../../ui/problem'
import type { TestOf } from './connection-steps'
import classes from './environment-editor.module.css'

/** The result of the whole test in one sentence; of a failed one, the first failing step. */
export function TestVerdict({ test }: { test: TestOf }) {
  if (!test) return null
  const failed = test.steps.find(({ outcome }) => outcome === 'failed')
  if (failed) {
    const title = `${TARGET_TITLES[failed.target]} fails at the step “${STEP_TITLES[failed.kind]}”`
    return <Problem title={title} message={failed.detail} />
  }
  return (
    <p className={classes.verdict} role="status">
      {test.state === 'running'
        ? `${test.steps.length} steps passed so far…`
        : `All ${test.steps.length} steps passed.`}
    </p>
  )
}
