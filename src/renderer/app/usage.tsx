import type { AppInfo } from '@shared/model/app'
import { formatBytes } from '../ui/format/bytes'
import { BACKENDS } from './backends'
import { useFeed } from './connection/use-feed'
import classes from './usage.module.css'

/** What runs here, and what it takes of the machine. */
export function Usage({ info }: { info: AppInfo | null }) {
  const usage = useFeed('usage', (api, signal) => api.app.usage(undefined, { signal }))
  const backend = info && BACKENDS[info.backend]
  return (
    <section className={classes.usage} aria-label="This app">
      <p className={classes.backend}>{backend ? `${backend.name}, ${backend.meaning}` : ' '}</p>
      {usage.state === 'live' ? (
        <p className={classes.figures}>
          <span>
            <span className={classes.cpu}>CPU </span>
            {Math.round(usage.value.cpuPercent)} %
          </span>
          <span className={classes.dot}> · </span>
          <span>{formatBytes(usage.value.memoryBytes)}</span>
        </p>
      ) : (
        <p>CPU –</p>
      )}
      <p>{info ? `v${info.version}` : ' '}</p>
    </section>
  )
}
