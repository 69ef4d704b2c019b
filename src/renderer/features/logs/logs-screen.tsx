import type { ServiceId } from '@shared/model/service'
import { useState } from 'react'
import { useServicesStatus } from '../../state/services-status'
import { ScreenHead } from '../../ui/screen-head'
import { LogView, NO_LOG_FILTER } from '../../widgets/logs/log-view'
import classes from './logs-screen.module.css'

/** The output of all services, or of one when the route names it. */
export function LogsScreen({ service }: { service: ServiceId | null }) {
  const status = useServicesStatus()
  const [filter, setFilter] = useState({ ...NO_LOG_FILTER, services: service === null ? [] : [service] })
  const services = status.state === 'live' ? status.value.services.map((one) => one.service) : []
  return (
    <div className={classes.screen}>
      <ScreenHead
        what="logs"
        title="Logs"
        about="output of all services, kept on this machine even after their containers are removed, UTC"
      />
      <LogView services={services} filter={filter} onFilter={setFilter} className={classes.view} />
    </div>
  )
}
