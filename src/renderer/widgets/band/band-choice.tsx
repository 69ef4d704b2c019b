import { Group, NativeSelect } from '@mantine/core'
import type { Measure } from '@shared/model/anomaly'
import type { Dataset } from '@shared/model/dataset'
import { MEASURES } from '../../ui/format/measure'
import type { Bands } from './use-bands'

const KINDS: readonly Measure[] = ['error-rate', 'volume', 'latency']
const ALL = ''

/** Picks the measure and the type that the chart shows. */
export function BandChoice({ bands, dataset }: { bands: Bands; dataset: Dataset }) {
  const { measure, type, series, choose } = bands
  const kinds = KINDS.filter((one) => one !== 'latency' || dataset.roles.latency !== undefined)
  const known = series.state === 'live' ? series.value.flatMap((one) => (one.type === null ? [] : [one.type])) : []
  const types = type === null || known.includes(type) ? known : [...known, type]
  return (
    <Group gap={6} wrap="nowrap">
      <NativeSelect
        size="xs"
        aria-label="Measure"
        value={measure}
        data={kinds.map((one) => ({ value: one, label: MEASURES[one] }))}
        onChange={({ currentTarget: { value } }) => choose({ measure: kinds.find((one) => one === value) ?? measure })}
      />
      <NativeSelect
        size="xs"
        aria-label="Event type"
        value={type ?? ALL}
        data={[
          { value: ALL, label: 'All types' },
          ...types.map((one) => ({ value: one, label: dataset.typeLabels[one] ?? one })),
        ]}
        onChange={({ currentTarget: { value } }) => choose({ type: value === ALL ? null : value })}
      />
    </Group>
  )
}
