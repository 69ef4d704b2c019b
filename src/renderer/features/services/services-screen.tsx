import type { Service, ServicesStatus } from '@shared/model/service'
import { useCallback, useRef, useState } from 'react'
import { hrefOf } from '../../state/route'
import { useServicesStatus } from '../../state/services-status'
import { ScreenLink } from '../../ui/screen-link'
import { Answer } from '../../widgets/answer'
import { LogView, NO_LOG_FILTER } from '../../widgets/logs/log-view'
import { EngineNotice } from './engine-notice'
import { ServicesHead } from './services-head'
import classes from './services-screen.module.css'
import { ServicesTable } from './services-table'

/** The containers, one row each, and below them their output. */
export function ServicesScreen() {
  const status = useServicesStatus()
  const [filter, setFilter] = useState(NO_LOG_FILTER)
  const logs = useRef<HTMLDivElement>(null)
  const showLogs = useCallback(({ id }: Pick<Service, 'id'>) => {
    setFilter({ ...NO_LOG_FILTER, services: [id] })
    logs.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  const services = status.state === 'live' ? status.value.services.map(({ service }) => service) : []
  return (
    <div className={classes.screen}>
      <ServicesHead status={status.state === 'live' ? status.value : null} />
      <Answer of={status} failed="The services could not be loaded" height={320}>
        {(value) => <Services status={value} onLogs={showLogs} />}
      </Answer>
      <div ref={logs} className={classes.logs}>
        <LogView
          title="Logs"
          services={services}
          filter={filter}
          onFilter={setFilter}
          className={classes.view}
          aside={<ScreenLink href={hrefOf('logs')}>Open in Logs</ScreenLink>}
        />
      </div>
    </div>
  )
}

function Services({ status, onLogs }: { status: ServicesStatus; onLogs(service: Pick<Service, 'id'>): void }) {
  return (
    <>
      <EngineNotice engine={status.engine} />
      <ServicesTable status={status} onLogs={onLogs} />
    </>
  )
}
