import { Progress } from '@mantine/core'
import { USAGE_SECONDS, USAGE_STEP_SECONDS, type UsageSample } from '@shared/model/service'
import { formatBytes, formatBytesOf } from '../../ui/format/numbers'
import { Sparkline } from '../../ui/sparkline'
import classes from './usage-cells.module.css'

interface Sampled {
  samples: readonly UsageSample[]
}

const LENGTH = USAGE_SECONDS / USAGE_STEP_SECONDS

/** A sparkline of the last five minutes, and the current share of one core. */
export function CpuCell({ samples }: Sampled) {
  const last = samples.at(-1)
  return (
    <div className={classes.cpu}>
      <Sparkline values={samples.map(({ cpuPercent }) => cpuPercent)} length={LENGTH} />
      <span className={classes.number}>{last ? `${Math.round(last.cpuPercent)} %` : '–'}</span>
    </div>
  )
}

/** Above this share of its limit, a service may soon be killed. */
const FULL = 0.9

export function MemoryCell({ samples, limit, short }: Sampled & { limit: number | null; short: boolean }) {
  const bytes = samples.at(-1)?.memoryBytes ?? 0
  if (limit === null) return <span className={classes.number}>{formatBytes(bytes)}</span>
  const share = Math.min(1, bytes / limit)
  return (
    <div className={classes.memory}>
      <Progress
        size="sm"
        value={share * 100}
        color={share > FULL ? 'var(--warning)' : 'var(--accent)'}
        aria-label={`Memory, ${formatBytesOf(bytes, limit)}`}
      />
      <span className={classes.number}>{short ? formatBytes(bytes) : formatBytesOf(bytes, limit)}</span>
    </div>
  )
}

export function NetworkCell({ samples }: Sampled) {
  const last = samples.at(-1)
  if (!last) return <span className={classes.number}>–</span>
  return (
    <dl className={classes.network}>
      <dt title="Received">↓</dt>
      <dd>{formatBytes(last.receivedPerSecond)}/s</dd>
      <dt title="Sent">↑</dt>
      <dd>{formatBytes(last.sentPerSecond)}/s</dd>
    </dl>
  )
}
