import { Button } from '@mantine/core'
import type { TestOutcome } from '@shared/model/alert'
import { formatDuration } from '@shared/model/duration'
import { useState } from 'react'
import type { Api } from '../../state/connection/connection'
import { useCommand } from '../../state/connection/use-command'
import classes from './channels-card.module.css'

export interface Test {
  readonly outcome: TestOutcome | null
  readonly running: boolean
  run(): void
}

/** Sends a test message, and shows its outcome. */
export function useTest(name: string, send: (api: Api) => Promise<TestOutcome>): Test {
  const command = useCommand()
  const [outcome, setOutcome] = useState<TestOutcome | null>(null)
  const [running, setRunning] = useState(false)
  const run = async () => {
    setRunning(true)
    setOutcome(null)
    setOutcome(await command(`${name} could not be tested`, send))
    setRunning(false)
  }
  return { outcome, running, run: () => void run() }
}

export function TestButton({ name, test }: { name: string; test: Test }) {
  return (
    <Button variant="default" size="xs" loading={test.running} aria-label={`Test ${name}`} onClick={test.run}>
      Test
    </Button>
  )
}

export function TestOutcomeLine({ test: { outcome } }: { test: Test }) {
  return (
    <p role="status" className={classes.outcome} data-delivered={outcome?.delivered}>
      {outcome && words(outcome)}
    </p>
  )
}

/** "Delivered. HTTP 200 in 12 ms." */
function words({ delivered, status, detail, ms }: TestOutcome): string {
  return delivered && status !== null ? `${detail} HTTP ${status} in ${formatDuration(ms)}.` : detail
}
