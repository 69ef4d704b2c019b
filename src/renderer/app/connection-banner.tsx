import { Loader } from '@mantine/core'
import { formatSecond } from '../ui/format/time'
import { useConnectionStatus } from './connection/connection-context'
import classes from './connection-banner.module.css'

/** A quiet line over the last known data while the connection is away. */
export function ConnectionBanner() {
  const status = useConnectionStatus()
  if (status.state !== 'reconnecting' && !(status.state === 'connecting' && status.slow)) return null
  return (
    <div className={classes.banner} role="status">
      <Loader size={14} />
      {status.state === 'reconnecting'
        ? `Reconnecting. What you see is from ${formatSecond(status.since)} UTC.`
        : 'Millrace does not answer. Is it still running? Trying again…'}
    </div>
  )
}
