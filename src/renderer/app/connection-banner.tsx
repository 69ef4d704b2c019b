import { Loader } from '@mantine/core'
import { useBackendSwitch } from '../state/backend-switch'
import { BACKENDS } from '../state/backends'
import { useConnectionStatus } from '../state/connection/connection-context'
import { formatSecond } from '../ui/format/time'
import classes from './connection-banner.module.css'

/** A line above the last known data while the connection is lost, or the backend is being changed. */
export function ConnectionBanner() {
  const status = useConnectionStatus()
  const { target } = useBackendSwitch()
  const away = status.state === 'reconnecting' || (status.state === 'connecting' && status.slow)
  if (target === null && !away) return null
  return (
    <div className={classes.banner} data-planned={target !== null || undefined} role="status">
      <Loader size={14} />
      {target !== null
        ? `Switching to ${BACKENDS[target].name}: the stages restart on it. This takes a few seconds.`
        : status.state === 'reconnecting'
          ? `Reconnecting. The data on screen is from ${formatSecond(status.since)} UTC.`
          : 'Millrace does not respond. Is it still running? Retrying…'}
    </div>
  )
}
