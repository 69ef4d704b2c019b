import { ProbeFailure } from '@main/ports/connection-probe'
import type { ConnectionStep } from '@shared/model/connection-test'
import { expect, it } from 'vitest'
import { StepFailed, stepsOf } from './steps'

function steps() {
  const reported: ConnectionStep[] = []
  const { signal } = new AbortController()
  return { reported, run: stepsOf('s3', (step) => reported.push(step), signal, 20).run }
}

it('reports what a step found', async () => {
  const { reported, run } = steps()
  expect(
    await run(
      'login',
      'bucket',
      async () => 3,
      (found) => `${found} objects`,
    ),
  ).toBe(3)
  expect(reported).toMatchObject([{ target: 's3', kind: 'login', outcome: 'passed', detail: '3 objects' }])
})

it('fails a step whose work does not notice that its time is over', async () => {
  const { reported, run } = steps()
  await expect(run('login', 'bucket', () => new Promise(() => undefined))).rejects.toThrow(StepFailed)
  expect(reported).toMatchObject([{ outcome: 'failed', detail: 'It does not answer within 0.02 s.' }])
})

it('lets work that notices it say why', async () => {
  const { reported, run } = steps()
  const work = (signal: AbortSignal) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new ProbeFailure('a firewall')), { once: true })
    })
  await expect(run('tcp', 'host:1', work)).rejects.toThrow(StepFailed)
  expect(reported).toMatchObject([{ outcome: 'failed', detail: 'a firewall' }])
})
