import { Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import type { Feed } from '../../state/connection/use-feed'
import { usePipelineStatus } from '../../state/pipeline-status'
import { Card } from '../../ui/card'
import { EmptyState } from '../../ui/empty-state'
import { formatCount } from '../../ui/format/numbers'
import { formatSpan } from '../../ui/format/time-span'
import { Problem } from '../../ui/problem'
import type { About } from '../../ui/what-is-this-texts'
import { Legend } from './legend'
import classes from './live-chart.module.css'
import { TimeChart, type TimeChartProps } from './time-chart'
import type { Live } from './use-live'

/** What depends on the screen that shows a chart. */
export interface LiveChartPlace {
  subtitle: string
  aside?: ReactNode
  live: Feed<Live | null>
  /** A text instead of the chart, if the dataset cannot have it. */
  none?: string | undefined
}

interface PlotProps extends Pick<TimeChartProps, 'label' | 'shape' | 'formatTick' | 'formatValue'> {
  draw(live: Live): Pick<TimeChartProps, 'rows' | 'series' | 'highest'>
}

interface LiveChartProps extends LiveChartPlace, PlotProps {
  title: string
  /** What the card is. */
  about: About
  /** Milliseconds after the other charts: charts that redraw at the same time would block the page. */
  after: number
}

/** Nothing was stored in the last five minutes; events may still have been logged. */
function NoEvents() {
  const status = usePipelineStatus()
  const sink = status.state === 'live' ? status.value.stages.find(({ id }) => id === 'sink') : undefined
  const waiting = sink?.figures.backlog ?? 0
  return sink && waiting > 0 && sink.state.state !== 'running' ? (
    <EmptyState title="No events are being stored">
      {formatCount(waiting)} events are waiting in the log. They appear here once the sink has stored them.
    </EmptyState>
  ) : (
    <EmptyState title="No events in the last five minutes">New events appear here within a second.</EmptyState>
  )
}

/** The card of a live chart: the chart and its legend, or the reason why there is nothing to draw. */
export function LiveChart({ title, about, subtitle, aside, live, after, none, ...plot }: LiveChartProps) {
  const value = useStagger(live.state === 'live' ? live.value : null, after)
  const behind = live.state === 'live' ? (live.value?.behindMs ?? 0) : 0
  const empty = live.state === 'live' && live.value === null
  return (
    <Card
      about={about}
      title={title}
      subtitle={behind > 0 ? `${formatSpan(behind / 1_000)} behind the log` : subtitle}
      aside={aside}
      className={classes.card}
    >
      {none ? (
        <EmptyState title={none} />
      ) : live.state === 'failed' ? (
        <Problem title={`${title} could not be loaded`} message={live.message} />
      ) : empty ? (
        <NoEvents />
      ) : value === null ? (
        <Skeleton className={classes.plot} />
      ) : (
        <Plot live={value} {...plot} />
      )}
    </Card>
  )
}

function Plot({ live, draw, ...chart }: PlotProps & { live: Live }) {
  const drawn = draw(live)
  return (
    <>
      <div className={classes.plot}>
        <TimeChart {...chart} {...drawn} edge={live.edge} />
      </div>
      <Legend series={drawn.series} />
    </>
  )
}

/** The value, delayed by `ms`. */
export function useStagger<T>(value: T, ms: number): T {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = window.setTimeout(() => setLater(value), ms)
    return () => window.clearTimeout(timer)
  }, [value, ms])
  return later
}
