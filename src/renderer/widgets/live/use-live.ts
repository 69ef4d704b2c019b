import type { Dataset } from '@shared/model/dataset'
import { useEffect, useMemo, useRef, useState } from 'react'
import { type Feed, useReducedFeed } from '../../state/connection/use-feed'
import { formatSecond } from '../../ui/format/time'
import { behindMs, type LiveHistory, lastWholeSecond, updateHistory } from './live-history'
import { errorRateRows, eventRows, latencyRows, type Row, volumesOf } from './live-rows'
import { giveHues, type HuedTypes, type Series, seriesOf } from './series'

export interface Live {
  readonly events: readonly Row[]
  readonly errorRates: readonly Row[]
  readonly highestErrorRate: number
  readonly latency: readonly Row[]
  readonly series: readonly Series[]
  /** The label of the charts' right edge: "now", or the time up to which events are stored. */
  readonly edge: string
  /** How far the charts are behind the log, ms; 0 while the sink keeps up. */
  readonly behindMs: number
}

const NO_HUES: HuedTypes = new Map()

/** The live charts' rows, updated once a second; null while there were no events in the last five minutes. */
export function useLive(dataset: Dataset): Feed<Live | null> {
  const feed = useReducedFeed<Parameters<typeof updateHistory>[1], LiveHistory>(
    `live ${dataset.name}`,
    (api, signal) => api.live.feed({ dataset: dataset.name }, { signal }),
    (history, update) => updateHistory(history, update, Date.now()),
  )
  const history = feed.state === 'live' ? feed.value : null
  const now = useNow(history)
  const last = history && lastWholeSecond(history, now)
  // By whole seconds, so that nothing changes in between.
  const behind = history ? Math.round(behindMs(history, now) / 1_000) * 1_000 : 0
  const hues = useRef(NO_HUES)
  const drawn = useRef<readonly Series[]>([])

  // Updates come more often than once a second; only a new second makes new rows.
  const live = useMemo(() => {
    if (!history || last === null) return null
    const volumes = volumesOf(history.seconds, last)
    if (volumes.size === 0) return null
    const listed = Object.keys(dataset.typeLabels)
    hues.current = giveHues(hues.current, volumes, listed)
    const series = keepSame(
      drawn.current,
      seriesOf(hues.current, volumes.keys(), (type) => dataset.typeLabels[type] ?? type),
    )
    drawn.current = series
    const rates = errorRateRows(history.seconds, last, hues.current, series)
    return {
      series,
      events: eventRows(history.seconds, last, hues.current, series),
      errorRates: rates.rows,
      highestErrorRate: rates.highest,
      latency: latencyRows(history.seconds, last),
    }
  }, [dataset, last])

  return useMemo(() => {
    if (feed.state !== 'live') return feed
    const edge = behind > 0 && last !== null ? formatSecond((last + 1) * 1_000) : 'now'
    return { state: 'live', value: live && { ...live, edge, behindMs: behind } }
  }, [feed.state, feed.state === 'failed' && feed.message, live, behind, last])
}

/** Also moves on when no events come any more. */
function useNow(history: LiveHistory | null): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1_000)
    return () => window.clearInterval(timer)
  }, [])
  return Math.max(now, history?.newestAt ?? 0)
}

/** Returns the same object while the content is the same, so that charts need not draw again. */
function keepSame(before: readonly Series[], now: readonly Series[]): readonly Series[] {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now
}
