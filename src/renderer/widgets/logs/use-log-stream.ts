import type { ServiceLogFilter } from '@shared/model/service'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { useItems } from '../../state/connection/use-feed'
import { createLogBuffer, type ShownLog } from './log-buffer'

const FIRST_LINES = 1_000
const OLDER_LINES = 500
/** Lines are drawn this often, ms, however many arrive. */
const DRAW_MS = 120

export interface LogStream extends ShownLog {
  readonly state: 'loading' | 'failed' | 'live'
  /** Why it failed. */
  readonly message: string
  /** Whether the view follows the newest line. */
  readonly following: boolean
  readonly loadingOlder: boolean
  readonly control: LogControl
}

/** The same object as long as the filter is the same. */
export interface LogControl {
  follow(): void
  pause(): void
  /** The view does not move while a pointer is down; `release` says whether it continues following. */
  hold(): void
  release(goOn: boolean): void
  loadOlder(): void
}

interface Drawn {
  readonly state: LogStream['state']
  readonly message: string
  readonly shown: ShownLog
}

const NOTHING: ShownLog = { lines: [], waiting: 0, more: false }

/**
 * The services' output, filtered by main. After a change of the filter, the old lines stay until the first of the new ones
 * arrive.
 */
export function useLogStream(filter: ServiceLogFilter): LogStream {
  const command = useCommand()
  const key = JSON.stringify(filter)
  const [attempt, setAttempt] = useState(0)
  /** The filters whose view is paused, and those whose older lines are loading. */
  const [paused, setPaused] = useState<string | null>(null)
  const [loading, setLoading] = useState<string | null>(null)
  const [drawn, setDrawn] = useState<Drawn>({ state: 'loading', message: '', shown: NOTHING })
  const timer = useRef<number | null>(null)

  const { buffer, draw, control } = useMemo(() => {
    const buffer = createLogBuffer(FIRST_LINES)
    let isLoading = false
    const draw = () => {
      timer.current = null
      setDrawn({ state: 'live', message: '', shown: buffer.shown() })
    }
    const follow = () => {
      setPaused(null)
      if (!buffer.resume()) setAttempt((n) => n + 1)
      draw()
    }
    const loadOlder = async () => {
      const first = buffer.shown().lines[0]
      if (!first || isLoading) return
      isLoading = true
      setLoading(key)
      const page = await command('Older lines could not be read', (api) =>
        api.logs.list({ ...filter, before: first.id, limit: OLDER_LINES }),
      )
      isLoading = false
      setLoading(null)
      if (!page) return
      buffer.putOlder(page)
      draw()
    }
    const control: LogControl = {
      follow,
      pause() {
        buffer.pause()
        setPaused(key)
      },
      hold: () => buffer.pause(),
      release(goOn) {
        if (goOn) follow()
        else setPaused(key)
      },
      loadOlder: () => void loadOlder(),
    }
    return { buffer, draw, control }
  }, [key, command])

  useEffect(
    () => () => {
      if (timer.current !== null) window.clearTimeout(timer.current)
      timer.current = null
    },
    [buffer],
  )
  useItems(`logs ${key} ${attempt}`, (api, signal) => api.logs.feed({ ...filter, limit: FIRST_LINES }, { signal }), {
    begin() {},
    item(update) {
      buffer.take(update)
      if (update.reset && timer.current === null) draw()
      else timer.current ??= window.setTimeout(draw, DRAW_MS)
    },
    failed: (message) => setDrawn((before) => ({ ...before, state: 'failed', message })),
  })
  return {
    ...drawn.shown,
    state: drawn.state,
    message: drawn.message,
    following: paused !== key,
    loadingOlder: loading === key,
    control,
  }
}
