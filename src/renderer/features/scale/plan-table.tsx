import { ENGINE_TITLES } from '@shared/model/minute-work'
import type { Basis, ScalePlan, ScaleRow } from '@shared/model/scale-plan'
import { Badge, type Tone } from '../../ui/badge'
import { formatBytes, formatCount } from '../../ui/format/numbers'
import classes from './plan-table.module.css'

const TITLES: Readonly<Record<ScaleRow['what'], { readonly title: string; readonly meaning: string }>> = {
  cores: { title: 'Cores', meaning: 'kept at most 70 % busy' },
  memory: { title: 'Memory', meaning: 'of Millrace and its services here' },
  partitions: { title: 'Kafka partitions', meaning: 'at 10 MB/s each' },
  shards: { title: 'ClickHouse servers', meaning: 'at 200,000 rows/s each' },
  engine: { title: "Engine of the minute's analysis", meaning: 'so that a report is ready within 30 s' },
  'log-disk': { title: 'Log on disk', meaning: 'for as long as the settings keep records' },
  'store-disk': { title: 'Store on disk', meaning: 'for as long as the settings keep rows' },
}
const BASES: Readonly<Record<Basis, { readonly word: string; readonly tone: Tone; readonly meaning: string }>> = {
  measured: { word: 'measured', tone: 'success', meaning: 'This pipeline has carried at least this rate.' },
  extrapolated: {
    word: 'extrapolated',
    tone: 'outline',
    meaning: 'Calculated from lower rates, by the measured cost of an event.',
  },
  assumed: {
    word: 'assumed',
    tone: 'warning',
    meaning: 'A common rule, or a figure that hardly changes with the rate.',
  },
}

export function PlanTable({ plan }: { plan: ScalePlan }) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col" className={classes.number}>
            Needed
          </th>
          <th scope="col" className={classes.number}>
            Here
          </th>
          <th scope="col">Basis</th>
        </tr>
      </thead>
      <tbody>
        {plan.rows.map((row) => (
          <Row key={row.what} row={row} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ row: { what, needed, present, basis } }: { row: ScaleRow }) {
  const { title, meaning } = TITLES[what]
  const bytes = what === 'memory' || what === 'log-disk' || what === 'store-disk'
  const show = (value: number) => (bytes ? formatBytes(value) : what === 'cores' ? cores(value) : formatCount(value))
  const short = present !== null && typeof needed === 'number' && needed > present
  return (
    <tr data-short={short || undefined}>
      <th scope="row">
        {title}
        <span className={classes.meaning}>{meaning}</span>
      </th>
      <td className={classes.number}>{typeof needed === 'string' ? ENGINE_TITLES[needed] : show(needed)}</td>
      <td className={classes.number}>{present === null ? '–' : show(present)}</td>
      <td>
        <Badge tone={BASES[basis].tone} title={BASES[basis].meaning}>
          {BASES[basis].word}
        </Badge>
      </td>
    </tr>
  )
}

function cores(value: number): string {
  return value < 10 && !Number.isInteger(value) ? value.toFixed(1) : formatCount(Math.ceil(value))
}
