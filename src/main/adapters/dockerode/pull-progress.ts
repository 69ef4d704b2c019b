import type { PullProgress } from '@shared/model/service'
import { z } from 'zod'

const Message = z.object({
  id: z.string().optional(),
  status: z.string().default(''),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).optional(),
})

interface Layer {
  readonly done: number
  /** Null until the registry reports it. */
  readonly total: number | null
}

/** The half-life of the smoothed speed. */
const HALF_LIFE_MS = 3_000
/** Speeds measured over a shorter time are noise. */
const STEP_MS = 250

/** The engine's messages about each layer, summed up as one bounded number for the image. */
export interface PullTally {
  /** Handles one message of the engine. */
  take(message: unknown, now: number): void
  /** Starts a new attempt: finished layers still count. */
  retry(now: number): void
  progress(): PullProgress
}

export function createPullTally(image: string, now: number): PullTally {
  const layers = new Map<string, Layer>()
  let attempt = 0
  let speed = 0
  let measured = { at: now, done: 0 }

  const sum = () => {
    const sized = [...layers.values()].filter((layer) => layer.total !== null)
    const total = sized.reduce((bytes, layer) => bytes + (layer.total ?? 0), 0)
    const done = sized.reduce((bytes, layer) => bytes + Math.min(layer.done, layer.total ?? 0), 0)
    return { done, total, sized: sized.length, unsized: layers.size - sized.length }
  }
  const measure = (at: number) => {
    const ms = at - measured.at
    if (ms < STEP_MS) return
    const { done } = sum()
    const current = (Math.max(0, done - measured.done) * 1_000) / ms
    const keep = 0.5 ** (ms / HALF_LIFE_MS)
    speed = speed === 0 ? current : speed * keep + current * (1 - keep)
    measured = { at, done }
  }
  /** Waiting layers have no size yet: once most sizes are known, the others are estimated from them. */
  const secondsLeft = () => {
    const { done, total, sized, unsized } = sum()
    if (speed <= 0 || sized === 0 || unsized > sized) return null
    return (total - done + (unsized * total) / sized) / speed
  }
  return {
    take(message, at) {
      const parsed = Message.safeParse(message)
      if (!parsed.success || parsed.data.id === undefined) return
      const { id, status, progressDetail: detail } = parsed.data
      const layer = layers.get(id) ?? { done: 0, total: null }
      if (status === 'Pulling fs layer' || status === 'Waiting') layers.set(id, layer)
      else if (status === 'Downloading')
        layers.set(id, { done: detail?.current ?? layer.done, total: detail?.total ?? layer.total })
      else if (isLoaded(status)) layers.set(id, { done: layer.total ?? 0, total: layer.total ?? 0 })
      measure(at)
    },
    retry(at) {
      attempt++
      speed = 0
      measured = { at, done: sum().done }
    },
    progress() {
      const { done, total } = sum()
      return { image, done, total, bytesPerSecond: speed, secondsLeft: secondsLeft(), attempt }
    },
  }
}

/** The layer is on this machine; unpacking does not count. A layer that was already there counts as nothing. */
function isLoaded(status: string): boolean {
  return ['Verifying Checksum', 'Download complete', 'Extracting', 'Pull complete', 'Already exists'].includes(status)
}
