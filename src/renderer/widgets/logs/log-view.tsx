import { Skeleton } from '@mantine/core'
import type { Service, ServiceLogFilter } from '@shared/model/service'
import type { ReactNode } from 'react'
import { EmptyState } from '../../ui/empty-state'
import { Problem } from '../../ui/problem'
import { LogActions } from './log-actions'
import { LogFilters } from './log-filters'
import { LogLines } from './log-lines'
import classes from './log-view.module.css'
import { useLogStream } from './use-log-stream'

interface LogViewProps {
  services: readonly Pick<Service, 'id' | 'title'>[]
  filter: ServiceLogFilter
  onFilter(filter: ServiceLogFilter): void
  /** The card's heading, if the screen uses another one. */
  title?: string
  aside?: ReactNode
  className?: string | undefined
}

export const NO_LOG_FILTER: ServiceLogFilter = { services: [], level: null, search: '' }

/** One stream over all services, with its filters. */
export function LogView({ services, filter, onFilter, title, aside, className }: LogViewProps) {
  const log = useLogStream(filter)
  const names = filter.services.length > 0 ? filter.services : services.map(({ id }) => id)
  const filtered = filter.services.length > 0 || filter.level !== null || filter.search !== ''
  return (
    <section className={`${classes.view} ${className ?? ''}`} aria-label="Logs">
      <div className={classes.bar}>
        {title && <h2 className={classes.title}>{title}</h2>}
        <LogFilters services={services} filter={filter} onChange={onFilter} />
        <LogActions filter={filter} following={log.following} empty={log.lines.length === 0} control={log.control} />
        {aside && <div className={classes.aside}>{aside}</div>}
      </div>
      {log.state === 'loading' && <Skeleton className={classes.lines} />}
      {log.state === 'failed' && <Problem title="The logs could not be loaded" message={log.message} />}
      {log.state === 'live' && log.lines.length === 0 && (
        <EmptyState title={filtered ? 'No matching lines' : 'No lines yet'}>
          {filtered
            ? 'No kept line matches this text, level and these services.'
            : 'Output of the services is kept here, even after their containers are removed.'}
        </EmptyState>
      )}
      {log.state === 'live' && log.lines.length > 0 && (
        <LogLines log={log} search={filter.search} label="Log lines, UTC" names={names} />
      )}
    </section>
  )
}
