import {
  type ConnectionStep,
  type ConnectionTarget,
  type ConnectionTest,
  STEP_TITLES,
} from '@shared/model/connection-test'
import { IconCheck, IconX } from '@tabler/icons-react'
import classes from './connection-steps.module.css'

/** The test of the whole environment; null while none was made of what is shown. */
export type TestOf = ConnectionTest | null

/** What a test found at one target, step by step. */
export function ConnectionSteps({ test, target }: { test: TestOf; target: ConnectionTarget }) {
  if (!test) return null
  const steps = test.steps.filter((step) => step.target === target)
  if (steps.length === 0 && test.state !== 'running') return null
  return (
    <ol className={classes.steps} aria-label="Connection test">
      {steps.map((step) => (
        <Step key={`${step.kind} ${step.what}`} step={step} />
      ))}
      {test.state === 'running' && steps.every(({ outcome }) => outcome === 'passed') && (
        <li className={classes.running}>Testing…</li>
      )}
    </ol>
  )
}

function Step({ step: { kind, what, outcome, ms, detail } }: { step: ConnectionStep }) {
  const passed = outcome === 'passed'
  const Mark = passed ? IconCheck : IconX
  return (
    <li className={classes.step} data-outcome={outcome}>
      <Mark size={15} stroke={2} className={classes.mark} role="img" aria-label={passed ? 'Passed' : 'Failed'} />
      <span className={classes.kind}>{STEP_TITLES[kind]}</span>
      <span className={classes.what} title={what}>
        {what}
      </span>
      <span className={classes.ms}>{ms.toLocaleString('en')} ms</span>
      {detail !== '' && <p className={classes.detail}>{detail}</p>}
    </li>
  )
}
