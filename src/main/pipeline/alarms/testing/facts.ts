import type { Alarm } from '@shared/model/alarm'
import { AlarmLimits } from '@shared/model/alarm'
import { type StageId, StageId as StageIds, type StageState } from '@shared/model/stage'
import type { AlarmFacts, StageFacts } from '../alarm-facts'
import type { AlarmRule } from '../alarm-rule'
import { createAlarmTracker } from '../alarm-tracker'

export const START = Date.UTC(2026, 0, 5, 12)
export const LIMITS = AlarmLimits.parse({})

export function stageFacts(id: StageId, over: Partial<StageFacts> = {}): StageFacts {
  const title = id.charAt(0).toUpperCase() + id.slice(1)
  const figures = { total: 0, unit: 'events', backlog: 0, note: '' } as const
  return {
    id,
    title,
    wanted: true,
    state: { state: 'running' },
    hindrance: null,
    figures,
    ratePerSecond: 2_000,
    ...over,
  }
}

/** A quiet moment: everything runs, and nothing waits. */
export function quiet(over: Partial<AlarmFacts> = {}): AlarmFacts {
  return {
    elapsed: 0,
    now: START,
    stages: StageIds.options.map((id) => stageFacts(id)),
    services: [],
    needed: [],
    engineAway: null,
    filling: false,
    windows: [],
    deadLetters: [],
    freeDiskBytes: 100e9,
    dataDir: '/data',
    webhooks: [],
    ...over,
  }
}

export function withStage(id: StageId, over: Partial<StageFacts>): Partial<AlarmFacts> {
  return { stages: StageIds.options.map((one) => stageFacts(one, one === id ? over : {})) }
}

export const retrying = (reason = 'it broke'): StageState => ({
  state: 'retrying',
  fault: { code: 'stage-failed', stage: 'sink', reason },
  at: START,
})

const STEP_MS = 2_000

/** Runs the rules over a course of time. */
export function course(rules: readonly (() => AlarmRule)[], limits = LIMITS) {
  const tracker = createAlarmTracker(() => rules.map((make) => make()))
  let alarms: Alarm[] = []
  let elapsed = 0
  const step = (facts: Partial<AlarmFacts>) => {
    const open = alarms.filter(({ state }) => state !== 'ended')
    const changed = tracker.next(quiet({ ...facts, elapsed, now: START + elapsed }), limits, open)
    alarms = [...alarms.filter(({ id }) => !changed.some((one) => one.id === id)), ...changed]
    elapsed += STEP_MS
  }
  return {
    /** The facts hold for these seconds; a function gets the seconds since the course began. */
    hold(seconds: number, facts: Partial<AlarmFacts> | ((second: number) => Partial<AlarmFacts>) = {}) {
      for (let ms = 0; ms < seconds * 1_000; ms += STEP_MS) {
        step(typeof facts === 'function' ? facts(elapsed / 1_000) : facts)
      }
      return this
    },
    sleep(seconds: number) {
      elapsed += seconds * 1_000
      return this
    },
    alarms: () => alarms,
    open: () => alarms.filter(({ state }) => state !== 'ended'),
    /** Each alarm as "kind subject: from–to reason", in seconds since the course began. */
    summary: () =>
      alarms.map(({ alarm, subject, noticedAt, endedAt, endedBy }) => {
        const second = (ms: number) => (ms - START) / 1_000
        const end = endedAt === null ? 'open' : `${second(endedAt)} ${endedBy}`
        return `${alarm}${subject === null ? '' : ` ${subject}`}: ${second(noticedAt)}–${end}`
      }),
  }
}
