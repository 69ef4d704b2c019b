import { Loader } from '@mantine/core'
import { faultMessage } from '@shared/model/fault-message'
import type { EngineStatus } from '@shared/model/service'
import { formatSecond } from '../../ui/format/time'
import { Problem } from '../../ui/problem'
import classes from './engine-notice.module.css'

const TITLES: Partial<Record<Extract<EngineStatus, { state: 'away' }>['fault']['code'], string>> = {
  'engine-missing': 'No container engine found',
  'engine-denied': 'No access to the container engine',
}

/** Shows that there is no engine to run the services, and what to do; empty while there is one. */
export function EngineNotice({ engine }: { engine: EngineStatus }) {
  switch (engine.state) {
    case 'connected':
      return null
    case 'looking':
      return (
        <p className={classes.looking} role="status">
          <Loader size={14} /> Looking for a container engine…
        </p>
      )
    case 'away':
      return (
        <Problem
          title={`${TITLES[engine.fault.code] ?? 'The container engine stopped responding'}, ${formatSecond(engine.since)} UTC`}
          message={faultMessage(engine.fault)}
        />
      )
  }
}
