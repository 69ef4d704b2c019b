import { ChartTooltip } from '@mantine/charts'
import { LIVE_SECONDS } from '@shared/model/live-second'
import { memo, type ReactElement, useMemo } from 'react'
import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatSecond } from '../../ui/format/time'
import type { Row } from './live-rows'
import { roundTicks } from './round-ticks'
import type { Series } from './series'
import { TimeAxis } from './time-axis'
import classes from './time-chart.module.css'

export interface TimeChartProps {
  label: string
  rows: readonly Row[]
  series: readonly Series[]
  shape: 'areas' | 'lines'
  /** The axis reaches at least this value; higher values are cut off. */
  highest: number
  /** The label of the right edge: "now", or a time. */
  edge: string
  /** Includes the unit. */
  formatTick(value: number): string
  formatValue(value: number): string
}

const MARGIN = { top: 8, right: 18, bottom: 26, left: 0 }
const Y_WIDTH = 56
const TICK = { fontSize: 12, fill: 'var(--ink-soft)' }
const CURSOR = { stroke: 'var(--line-strong)' }
const X_RANGE = [0, LIVE_SECONDS - 1] as const
const xOf = (row: Row) => row.x

/**
 * Values over the last five minutes. Drawn with Recharts' own parts: Mantine's chart components pass new properties to each part
 * on every redraw, which was a third of React's work when profiled; here only the data is new.
 */
export const TimeChart = memo(function TimeChart(props: TimeChartProps) {
  const { label, rows, series, shape, highest, edge, formatTick, formatValue } = props
  const top = roundTicks(highest).at(-1) ?? 1
  const parts = useMemo(
    () => [
      <CartesianGrid key="grid" vertical={false} stroke="var(--line)" />,
      <XAxis key="x" type="number" dataKey={xOf} domain={X_RANGE} niceTicks="none" hide />,
      <YAxis
        key="y"
        width={Y_WIDTH}
        domain={[0, top]}
        allowDataOverflow
        ticks={roundTicks(top)}
        niceTicks="none"
        interval={0}
        axisLine={false}
        tickLine={false}
        tickMargin={8}
        tick={TICK}
        tickFormatter={formatTick}
      />,
      <Tooltip
        key="tooltip"
        isAnimationActive={false}
        cursor={CURSOR}
        content={({ payload }) => <Values payload={payload} series={series} format={formatValue} />}
      />,
      ...series.map((one) => (shape === 'areas' ? area(one) : line(one))),
    ],
    [top, series, shape, formatTick, formatValue],
  )
  return (
    <div className={classes.chart} role="img" aria-label={label}>
      <ResponsiveContainer>
        <ComposedChart data={rows as Row[]} margin={MARGIN} accessibilityLayer={false}>
          {parts}
        </ComposedChart>
      </ResponsiveContainer>
      <TimeAxis rows={rows} edge={edge} left={Y_WIDTH} right={MARGIN.right} />
    </div>
  )
})

function area({ key, color }: Series): ReactElement {
  return (
    <Area
      key={key}
      dataKey={key}
      name={key}
      stackId="all"
      type="linear"
      stroke="none"
      fill={color}
      fillOpacity={0.8}
      dot={false}
      activeDot={false}
      isAnimationActive={false}
    />
  )
}

function line({ key, color }: Series): ReactElement {
  return (
    <Line
      key={key}
      dataKey={key}
      name={key}
      type="linear"
      stroke={color}
      strokeWidth={1.5}
      dot={false}
      activeDot={false}
      isAnimationActive={false}
    />
  )
}

interface ValuesProps {
  payload: readonly { readonly payload?: Row }[]
  series: readonly Series[]
  format(value: number): string
}

function Values({ payload, series, format }: ValuesProps) {
  const row = payload[0]?.payload
  if (!row) return null
  const values = series.map(({ key, color }) => ({ name: key, dataKey: key, color, payload: row }))
  return (
    <ChartTooltip
      label={`${formatSecond(row.second * 1_000)} UTC`}
      payload={values}
      series={series.map(({ key, label, color }) => ({ name: key, label, color }))}
      valueFormatter={(value) => (typeof value === 'number' ? format(value) : '–')}
    />
  )
}
