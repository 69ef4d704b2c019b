import type { AppInfo } from '@shared/model/app'
import { type ServicesStatus, USAGE_STEP_SECONDS } from '@shared/model/service'
import { BACKENDS } from '../state/backends'
import { useFeed } from '../state/connection/use-feed'
import { useServicesStatus } from '../state/services-status'
import { formatBytes, formatBytesOf } from '../ui/format/numbers'
import classes from './app-usage.module.css'

/** The backend, and the resources it uses on this machine. */
export function AppUsage({ info }: { info: AppInfo | null }) {
  const usage = useFeed('usage', (api, signal) => api.app.usage(undefined, { signal }))
  const services = useServicesStatus()
  const status = services.state === 'live' ? services.value : null
  const backend = info && BACKENDS[info.backend]
  const engine = status !== null && (info?.backend === 'docker' || status.services.some(({ wanted }) => wanted))
  return (
    <section className={classes.usage} aria-label="This app">
      {engine ? (
        <Engine status={status} />
      ) : (
        <p className={classes.wide}>{backend ? `${backend.name}, ${backend.meaning}` : ' '}</p>
      )}
      {usage.state === 'live' ? (
        <p className={classes.figures}>
          <span>
            <span className={classes.wide}>CPU </span>
            {Math.round(usage.value.cpuPercent)} %
          </span>
          <span className={classes.wide}> · </span>
          <span>{formatBytes(usage.value.memoryBytes)}</span>
        </p>
      ) : (
        <p>CPU –</p>
      )}
      <p>{info ? `v${info.version}` : ' '}</p>
    </section>
  )
}

function Engine({ status: { engine, project } }: { status: ServicesStatus }) {
  switch (engine.state) {
    case 'looking':
      return <p className={classes.wide}>Looking for an engine…</p>
    case 'away':
      return (
        <p className={classes.away}>
          <span className={classes.wide}>The engine is </span>not running
        </p>
      )
    case 'connected':
      return (
        <div className={classes.engine}>
          <p title={`${engine.name} ${engine.version} at ${engine.socket}, ${engine.cpus} CPUs`}>
            {engine.name} {engine.version}
          </p>
          <EngineMemory of={engine.memoryBytes} />
          <p>project “{project}”</p>
        </div>
      )
  }
}

/** The last usage of a stopped service does not count. */
const STALE_MS = 3 * USAGE_STEP_SECONDS * 1_000

/** The share of the engine's memory that all services use. */
function EngineMemory({ of }: { of: number }) {
  const usage = useFeed('services usage', (api, signal) => api.services.usage(undefined, { signal }))
  const newest = usage.state === 'live' ? Object.values(usage.value).flatMap((samples) => samples.at(-1) ?? []) : []
  const now = Math.max(...newest.map(({ at }) => at))
  const used = newest.reduce((sum, { at, memoryBytes }) => sum + (now - at < STALE_MS ? memoryBytes : 0), 0)
  return <p title="Memory that all services use, of the engine's total">uses {formatBytesOf(used, of)}</p>
}
