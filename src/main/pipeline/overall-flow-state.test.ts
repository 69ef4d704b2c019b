import type { StageId, StageState, StageStatus } from '@shared/model/stage'
import { describe, expect, it } from 'vitest'
import { stages } from '.'
import { flowState } from './overall-flow-state'

const FULL = { code: 'disk-full', dir: '/data' } as const

function flow(changes: Partial<Record<StageId, Partial<StageStatus>>>, stopped: readonly StageId[] = []) {
  const running: StageState = { state: 'running' }
  const all = stages.map(({ id, title }) => ({
    id,
    title,
    subtitle: '',
    state: running,
    figures: { total: 0, unit: 'events' as const, backlog: null, note: '' },
    ratePerSecond: 200,
    history: [],
    lastWindow: null,
    nextAt: null,
    lastFault: null,
    hindrance: null,
    ...changes[id],
  }))
  return flowState({ stages: all, wanted: (id) => !stopped.includes(id), servicesStart: false })
}
const waiting = (backlog: number) => ({ total: 0, unit: 'events' as const, backlog, note: '' })

describe('the flow', () => {
  it('is flowing while the sink keeps up', () => {
    expect(flow({ sink: { figures: waiting(120) } })).toBe('flowing')
  })

  it('is behind while more events wait than arrive in ten seconds, whether or not the backlog shrinks', () => {
    expect(flow({ sink: { figures: waiting(2_001) } })).toBe('behind')
    expect(flow({ log: { ratePerSecond: 0 }, sink: { figures: waiting(101) } })).toBe('behind')
    expect(flow({ log: { ratePerSecond: 190_000 }, sink: { figures: waiting(200_000) } })).toBe('flowing')
  })

  it('is idle when no events arrive', () => {
    expect(flow({ log: { ratePerSecond: 0 }, sink: { ratePerSecond: 0 } })).toBe('idle')
    expect(flow({ log: { ratePerSecond: 0 }, sink: { ratePerSecond: 0.1 } })).toBe('flowing')
  })

  it('is blocked while the disk or the log is full, even if a stage keeps running', () => {
    expect(flow({ source: { hindrance: FULL } })).toBe('blocked')
    expect(flow({ sink: { state: { state: 'retrying', fault: FULL, at: 0 } } }, ['report'])).toBe('blocked')
    expect(flow({ source: { hindrance: { code: 'log-full', topic: 'a', bytes: 1, limit: 1 } } })).toBe('blocked')
  })

  it('is partly stopped when some stages are stopped, and stopped when all are', () => {
    expect(flow({}, ['store'])).toBe('held')
    expect(
      flow(
        {},
        stages.map(({ id }) => id),
      ),
    ).toBe('stopped')
  })
})
