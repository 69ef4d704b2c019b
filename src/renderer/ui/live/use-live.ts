import type { Dataset } from '@shared/model/dataset'
import { useEffect, useMemo, useRef, useState } from 'react'
import { type Feed, useReducedFeed } from '../../app/connection/use-feed'
import { type LiveBoard, lastWholeSecond, updateBoard } from './live-board'
import { errorRateRows, eventRows, latencyRows, type Row, volumesOf } from './live-rows'
import { giveHues, type HuedTypes, type Series, seriesOf } from './series'

export interface Live {
  readonly events: readonly Row[]
  readonly errorRates: readonly Row[]
  readonly latency: readonly Row[]
  readonly series: readonly Series[]
}

const NO_HUES: HuedTypes = new Map()

/** The live charts' rows, made anew once a second; null while nothing has come in the last five minutes. */
export function useLive(dataset: Dataset): Feed<Live | null> {
  const feed = useReducedFeed<Parameters<typeof updateBoard>[1], LiveBoard>(
    `live ${dataset.name}`,
    (api, signal) => api.live.feed({ dataset: dataset.name }, { signal }),
    (board, update) => updateBoard(board, update, Date.now()),
  )
  const board = feed.state === 'live' ? feed.value : null
  const last = useLastWholeSecond(board)
  const hues = useRef(NO_HUES)
  const drawn = useRef<readonly Series[]>([])

  // Updates come more often than a second ends; only a new second makes new rows.
  const live = useMemo(() => {
    if (!board || last === null) return null
    const volumes = volumesOf(board.seconds, last)
    if (volumes.size === 0) return null
    const listed = Object.keys(dataset.typeLabels)
    hues.current = giveHues(hues.current, volumes, listed)
    const series = keepSame(
      drawn.current,
      seriesOf(hues.current, volumes.keys(), (type) => dataset.typeLabels[type] ?? type),
    )
    drawn.current = series
    return {
      series,
      events: eventRows(board.seconds, last, hues.current, series),
      errorRates: errorRateRows(board.seconds, last, hues.current, series),
      latency: latencyRows(board.seconds, last),
    }
  }, [dataset, last])

  return useMemo(() => (feed.state === 'live' ? { state: 'live', value: live } : feed), [feed, live])
}

/** Also moves on when nothing comes any more. */
function useLastWholeSecond(board: LiveBoard | null): number | null {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1_000)
    return () => window.clearInterval(timer)
  }, [])
  return board && lastWholeSecond(board, Math.max(now, board.newestAt))
}

/** The same object while it says the same, so that charts need not make their parts anew. */
function keepSame(before: readonly Series[], now: readonly Series[]): readonly Series[] {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now
}
