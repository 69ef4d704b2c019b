import type { ServiceLogLine } from '@shared/model/service'
import { describe, expect, it } from 'vitest'
import { createLogBuffer, FOLLOWED_LINES, HELD_LINES } from './log-buffer'

const PAGE = 10

/** The lines with the ids from the first to the last. */
function lines(from: number, to: number): ServiceLogLine[] {
  return Array.from({ length: to - from + 1 }, (_, i) => ({
    id: from + i,
    at: from + i,
    service: 'kafka',
    level: null,
    text: `line ${from + i}`,
  }))
}

function opened(first = lines(1, PAGE)) {
  const buffer = createLogBuffer(PAGE)
  buffer.take({ reset: true, lines: first })
  return buffer
}

const ends = (shown: readonly ServiceLogLine[]) => [shown[0]?.id, shown.at(-1)?.id]

describe('a log that is being followed', () => {
  it('shows new lines, and drops the oldest when there are too many', () => {
    const buffer = opened()
    buffer.take({ reset: false, lines: lines(11, FOLLOWED_LINES + 5) })
    expect(ends(buffer.shown().lines)).toEqual([6, FOLLOWED_LINES + 5])
    expect(buffer.shown().more).toBe(true)
  })

  it('knows when the first lines are all there are', () => {
    expect(opened(lines(1, PAGE - 1)).shown().more).toBe(false)
    expect(opened().shown().more).toBe(true)
  })
})

describe('a paused log', () => {
  it('does not move, counts new lines, and shows them on request', () => {
    const buffer = opened()
    buffer.pause()
    buffer.take({ reset: false, lines: lines(11, 14) })
    expect(ends(buffer.shown().lines)).toEqual([1, 10])
    expect(buffer.shown().waiting).toBe(4)
    expect(buffer.resume()).toBe(true)
    expect(ends(buffer.shown().lines)).toEqual([1, 14])
    expect(buffer.shown().waiting).toBe(0)
  })

  it('is loaded again when more lines came than are kept', () => {
    const buffer = opened()
    buffer.pause()
    buffer.take({ reset: false, lines: lines(11, 11 + FOLLOWED_LINES) })
    expect(buffer.shown().waiting).toBe(FOLLOWED_LINES + 1)
    expect(buffer.resume()).toBe(false)
    buffer.take({ reset: true, lines: lines(5_001, 5_010) })
    expect(ends(buffer.shown().lines)).toEqual([5_001, 5_010])
  })

  it('scrolls back without a limit, and is loaded again when that was too far to keep the newest lines', () => {
    const buffer = opened(lines(HELD_LINES, HELD_LINES + PAGE - 1))
    buffer.pause()
    buffer.putOlder({ items: lines(HELD_LINES - 20, HELD_LINES - 1).toReversed(), more: true })
    expect(ends(buffer.shown().lines)).toEqual([HELD_LINES - 20, HELD_LINES + 9])
    buffer.putOlder({ items: lines(1, HELD_LINES - 21).toReversed(), more: false })
    expect(ends(buffer.shown().lines)).toEqual([1, HELD_LINES])
    expect(buffer.shown().more).toBe(false)
    expect(buffer.resume()).toBe(false)
  })

  it('keeps its position when the connection was lost', () => {
    const buffer = opened()
    buffer.pause()
    buffer.take({ reset: true, lines: lines(5, 14) })
    expect(ends(buffer.shown().lines)).toEqual([1, 10])
    expect(buffer.shown().waiting).toBe(4)
    expect(buffer.resume()).toBe(true)
    expect(buffer.shown().lines.map(({ id }) => id)).toEqual(lines(1, 14).map(({ id }) => id))
  })

  it('is loaded again when lines may be missing between the shown and the new ones', () => {
    const buffer = opened()
    buffer.pause()
    buffer.take({ reset: true, lines: lines(101, 110) })
    expect(buffer.resume()).toBe(false)
  })
})
