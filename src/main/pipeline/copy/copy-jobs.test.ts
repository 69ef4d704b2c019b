import type { Documents } from '@main/ports/documents'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { FaultError } from '@shared/model/fault'
import { expect, it, vi } from 'vitest'
import { type CopyWork, openCopyJobs } from './copy-jobs'
import type { CopyReport } from './copy-side'

const EMBEDDED = { backend: 'embedded', environment: null } as const
const DOCKER = { backend: 'docker', environment: null } as const
const [STAGING, PROD] = [
  { backend: 'external', environment: 'staging' },
  { backend: 'external', environment: 'prod' },
] as const

function documents(): Documents {
  const kept = new Map<string, unknown>()
  return {
    read: async (name) => kept.get(name) ?? null,
    write: async (name, value) => void kept.set(name, structuredClone(value)),
    path: (name) => name,
  }
}

/** A copy whose end the test decides. */
function work() {
  const calls: string[] = []
  const state = {
    report: null as CopyReport | null,
    end: (_: boolean): void => undefined,
    fail: (_: unknown): void => undefined,
  }
  const copyWork: CopyWork = {
    copy(id, _to, report, signal) {
      calls.push(id)
      state.report = report
      return new Promise((resolve, reject) => {
        state.end = resolve
        state.fail = reject
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      })
    },
    remove: async ({ backend }) => void calls.push(`remove ${backend}`),
  }
  return { calls, state, copyWork }
}

async function opened() {
  const [kept, clock, made] = [documents(), createVirtualClock(), work()]
  const jobs = await openCopyJobs(kept, clock, made.copyWork)
  const newest = () => jobs.feed.value[0]
  const until = (state: string) => vi.waitFor(() => expect(newest()?.state).toBe(state))
  return { jobs, kept, clock, newest, until, ...made }
}

it('ends although its end cannot be saved', async () => {
  const { jobs, kept, state, until } = await opened()
  await jobs.start(EMBEDDED, DOCKER)
  kept.write = () => Promise.reject(new Error('the disk is full'))
  state.end(true)
  await until('done')
  await expect(jobs.close()).resolves.toBeUndefined()
})

it('measures the speed of the events, and the time left', async () => {
  const { jobs, clock, state, newest, until } = await opened()
  await jobs.start(EMBEDDED, DOCKER)
  state.report?.figures({ eventsTotal: 1_000 })
  state.report?.step('events')
  state.report?.figures({ events: 100 })
  expect(newest()).toMatchObject({ eventsPerSecond: null, secondsLeft: null })
  clock.skip(2_000)
  state.report?.figures({ events: 300 })
  expect(newest()).toMatchObject({ eventsPerSecond: 100, secondsLeft: 7 })
  state.end(true)
  await until('done')
  expect(newest()).toMatchObject({ eventsPerSecond: null, figures: { events: 300 } })
})

it('continues a cancelled copy under the same id, also in the next session', async () => {
  const { jobs, kept, clock, state, calls, copyWork, until } = await opened()
  await jobs.start(EMBEDDED, DOCKER)
  state.report?.claimed()
  jobs.cancel(DOCKER)
  await until('cancelled')
  expect(() => jobs.refuse(DOCKER)).toThrow(FaultError)
  const next = await openCopyJobs(kept, clock, copyWork)
  expect(() => next.refuse(DOCKER)).toThrow(FaultError)
  await expect(next.start(DOCKER, DOCKER)).rejects.toMatchObject({ fault: { code: 'copy-same-backend' } })
  await next.start(EMBEDDED, DOCKER)
  expect(calls).toHaveLength(2)
  expect(calls[1]).toBe(calls[0])
  state.end(true)
  await vi.waitFor(() => expect(next.feed.value[0]?.state).toBe('done'))
  next.refuse(DOCKER)
})

it('takes a copy that was running when Millrace died as cancelled', async () => {
  const { jobs, kept, clock, state, copyWork } = await opened()
  await jobs.start(EMBEDDED, DOCKER)
  state.report?.claimed()
  await vi.waitFor(async () => expect(JSON.stringify(await kept.read('copies.json'))).toContain('"claimed":true'))
  const next = await openCopyJobs(kept, clock, copyWork)
  expect(next.feed.value[0]).toMatchObject({ state: 'cancelled', claimed: true })
})

it('runs one copy at a time', async () => {
  const { jobs } = await opened()
  await jobs.start(EMBEDDED, DOCKER)
  await expect(jobs.start(DOCKER, EMBEDDED)).rejects.toMatchObject({
    fault: { code: 'copy-running', to: 'docker' },
  })
  await expect(jobs.remove(EMBEDDED, DOCKER)).rejects.toMatchObject({ fault: { code: 'copy-running' } })
  expect(() => jobs.refuseStages()).toThrow(FaultError)
  await jobs.close()
  jobs.refuseStages()
})

it('lets a backend be used that refused the copy', async () => {
  const { jobs, state, newest, until } = await opened()
  await jobs.start(EMBEDDED, DOCKER)
  state.fail(new FaultError({ code: 'copy-target-used', to: 'docker', content: ['5 events'] }))
  await until('failed')
  expect(newest()?.fault).toMatchObject({ code: 'copy-target-used' })
  jobs.refuse(DOCKER)
})

it('frees the backend when the copy was removed', async () => {
  const { jobs, state, calls, until } = await opened()
  await jobs.start(EMBEDDED, DOCKER)
  state.report?.claimed()
  state.end(false)
  await until('different')
  expect(() => jobs.refuse(DOCKER)).toThrow(FaultError)
  await jobs.remove(EMBEDDED, DOCKER)
  await until('cancelled')
  expect(calls.at(-1)).toBe('remove docker')
  jobs.refuse(DOCKER)
})

it('knows the environments of the external backend as different targets', async () => {
  const { jobs, state, calls, until } = await opened()
  await jobs.start(EMBEDDED, STAGING)
  state.report?.claimed()
  jobs.cancel(PROD)
  expect(jobs.feed.value[0]?.state).toBe('running')
  jobs.cancel(STAGING)
  await until('cancelled')
  expect(() => jobs.refuse(STAGING)).toThrow(FaultError)
  jobs.refuse(PROD)
  await jobs.start(EMBEDDED, PROD)
  expect(new Set(calls).size).toBe(2)
  expect(jobs.feed.value.map(({ environment }) => environment)).toEqual(['prod', 'staging'])
})

it('says why it does not copy from one environment to another', async () => {
  const { jobs } = await opened()
  await expect(jobs.start(STAGING, PROD)).rejects.toMatchObject({
    fault: { code: 'copy-two-environments', from: 'staging', to: 'prod' },
  })
  await expect(jobs.start(PROD, PROD)).rejects.toMatchObject({ fault: { code: 'copy-same-backend' } })
})

it('does not continue the copy of one environment with another one', async () => {
  const { jobs, state, until } = await opened()
  await jobs.start(STAGING, EMBEDDED)
  state.report?.claimed()
  jobs.cancel(EMBEDDED)
  await until('cancelled')
  await expect(jobs.start(PROD, EMBEDDED)).rejects.toMatchObject({ fault: { code: 'copy-unfinished' } })
  await jobs.start(STAGING, EMBEDDED)
  jobs.cancel(EMBEDDED)
  await until('cancelled')
})
