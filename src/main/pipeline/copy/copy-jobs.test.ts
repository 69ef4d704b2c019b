import type { Documents } from '@main/ports/documents'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { FaultError } from '@shared/model/fault'
import { expect, it, vi } from 'vitest'
import { type CopyWork, openCopyJobs } from './copy-jobs'
import type { CopyReport } from './copy-side'

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
    copy({ id }, report, signal) {
      calls.push(id)
      state.report = report
      return new Promise((resolve, reject) => {
        state.end = resolve
        state.fail = reject
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      })
    },
    remove: async (to) => void calls.push(`remove ${to}`),
  }
  return { calls, state, copyWork }
}

async function opened() {
  const [kept, clock, made] = [documents(), createVirtualClock(), work()]
  const jobs = await openCopyJobs(kept, clock, () => null, made.copyWork)
  const newest = () => jobs.feed.value[0]
  const until = (state: string) => vi.waitFor(() => expect(newest()?.state).toBe(state))
  return { jobs, kept, clock, newest, until, ...made }
}

it('ends although its end cannot be saved', async () => {
  const { jobs, kept, state, until } = await opened()
  await jobs.start('embedded', 'docker')
  kept.write = () => Promise.reject(new Error('the disk is full'))
  state.end(true)
  await until('done')
  await expect(jobs.close()).resolves.toBeUndefined()
})

it('measures the speed of the events, and the time left', async () => {
  const { jobs, clock, state, newest, until } = await opened()
  await jobs.start('embedded', 'docker')
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
  await jobs.start('embedded', 'docker')
  state.report?.claimed()
  jobs.cancel('docker')
  await until('cancelled')
  expect(() => jobs.refuse('docker', null)).toThrow(FaultError)
  const next = await openCopyJobs(kept, clock, () => null, copyWork)
  expect(() => next.refuse('docker', null)).toThrow(FaultError)
  await expect(next.start('docker', 'docker')).rejects.toMatchObject({ fault: { code: 'copy-same-backend' } })
  await next.start('embedded', 'docker')
  expect(calls).toHaveLength(2)
  expect(calls[1]).toBe(calls[0])
  state.end(true)
  await vi.waitFor(() => expect(next.feed.value[0]?.state).toBe('done'))
  next.refuse('docker', null)
})

it('takes a copy that was running when Millrace died as cancelled', async () => {
  const { jobs, kept, clock, state, copyWork } = await opened()
  await jobs.start('embedded', 'docker')
  state.report?.claimed()
  await vi.waitFor(async () => expect(JSON.stringify(await kept.read('copies.json'))).toContain('"claimed":true'))
  const next = await openCopyJobs(kept, clock, () => null, copyWork)
  expect(next.feed.value[0]).toMatchObject({ state: 'cancelled', claimed: true })
})

it('runs one copy at a time', async () => {
  const { jobs } = await opened()
  await jobs.start('embedded', 'docker')
  await expect(jobs.start('docker', 'embedded')).rejects.toMatchObject({
    fault: { code: 'copy-running', to: 'docker' },
  })
  await expect(jobs.remove('embedded', 'docker')).rejects.toMatchObject({ fault: { code: 'copy-running' } })
  expect(() => jobs.refuseStages()).toThrow(FaultError)
  await jobs.close()
  jobs.refuseStages()
})

it('lets a backend be used that refused the copy', async () => {
  const { jobs, state, newest, until } = await opened()
  await jobs.start('embedded', 'docker')
  state.fail(new FaultError({ code: 'copy-target-used', to: 'docker', content: ['5 events'] }))
  await until('failed')
  expect(newest()?.fault).toMatchObject({ code: 'copy-target-used' })
  jobs.refuse('docker', null)
})

it('frees the backend when the copy was removed', async () => {
  const { jobs, state, calls, until } = await opened()
  await jobs.start('embedded', 'docker')
  state.report?.claimed()
  state.end(false)
  await until('different')
  expect(() => jobs.refuse('docker', null)).toThrow(FaultError)
  await jobs.remove('embedded', 'docker')
  await until('cancelled')
  expect(calls.at(-1)).toBe('remove docker')
  jobs.refuse('docker', null)
})

it('knows the environments of the external backend as different targets', async () => {
  const [kept, clock, made] = [documents(), createVirtualClock(), work()]
  let chosen = 'staging'
  const jobs = await openCopyJobs(kept, clock, (one) => (one === 'external' ? chosen : null), made.copyWork)
  await jobs.start('embedded', 'external')
  made.state.report?.claimed()
  jobs.cancel('external')
  await vi.waitFor(() => expect(jobs.feed.value[0]?.state).toBe('cancelled'))
  chosen = 'prod'
  expect(() => jobs.refuse('external', 'staging')).toThrow(FaultError)
  jobs.refuse('external', 'prod')
  await jobs.start('embedded', 'external')
  expect(new Set(made.calls).size).toBe(2)
  expect(jobs.feed.value.map(({ environment }) => environment)).toEqual(['prod', 'staging'])
})
