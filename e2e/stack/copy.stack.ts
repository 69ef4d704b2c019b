import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CopyJob } from '@shared/model/copy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { millrace, spawnMillrace, temporaryDir } from '../support/millrace'
import { writePast } from '../support/past'
import { CORE, freeServicePorts } from './support/docker-app'
import { whyNoStack } from './support/test-stack'

const PAST = { minutes: 12, rate: 200 }
const KILLS = 2
const missing = await whyNoStack(...CORE)
if (missing) console.log(`The copy to the stack is skipped: ${missing}`)

describe.skipIf(missing !== null)('a copy from the embedded backend to the stack', () => {
  let temp: Awaited<ReturnType<typeof temporaryDir>>
  const inTemp = (...args: string[]) => millrace(...args, '--data-dir', temp.dir)
  const copy = (...args: string[]) => ['copy', '--from', 'embedded', '--to', 'docker', ...args, '--data-dir', temp.dir]
  const jobNow = async () => {
    const text = await readFile(join(temp.dir, 'copies.json'), 'utf8').catch(() => '[]')
    return (JSON.parse(text) as CopyJob[])[0]
  }
  /** Kills the copy once it has this many events. */
  const killAt = async (events: number) => {
    const child = spawnMillrace(copy())
    const ended = once(child, 'exit')
    while (child.exitCode === null) {
      const job = await jobNow()
      if (job?.state === 'running' && job.step === 'events' && job.figures.events >= events) child.kill('SIGKILL')
      if (child.signalCode !== null) break
      await sleep(50)
    }
    await ended
    expect(child.signalCode, 'it was killed on its way').toBe('SIGKILL')
    return (await jobNow())?.figures.events ?? 0
  }

  beforeAll(async () => {
    temp = await temporaryDir()
    await writePast(temp.dir, PAST)
    await writeFile(
      join(temp.dir, 'settings.json'),
      JSON.stringify({ services: { variables: await freeServicePorts() } }),
    )
    const filled = await inTemp('run', '--rate', '200', '--for', '3s', '--json')
    expect(filled.code, filled.stderr).toBe(0)
  }, 300_000)
  afterAll(async () => {
    await inTemp('services', 'remove', '--with-data', '--yes')
    await temp.remove()
  })

  it('is equal although it is killed on the way, and the source goes on', { timeout: 600_000 }, async () => {
    let reached = 0
    for (let n = 0; n < KILLS; n++) {
      reached = await killAt(reached + 20_000)
      const refused = await inTemp('run', '--backend', 'docker', '--for', '1s')
      expect(refused.code).toBe(1)
      expect(refused.stderr).toContain('unfinished copy from embedded')
      const goesOn = await inTemp('run', '--rate', '100', '--for', '2s')
      expect(goesOn.code, goesOn.stderr).toBe(0)
    }
    const last = await millrace(...copy('--json'))
    expect(last.code, last.stderr).toBe(0)
    const job = JSON.parse(last.stdout) as CopyJob
    expect(job).toMatchObject({ state: 'done', differences: [] })
    expect(job.figures.events).toBe(job.figures.eventsTotal)
    console.log(`${job.figures.events} events, ${job.figures.windows} windows, ${job.figures.objects} objects: equal`)
  })

  it('goes on at the target, and reports no copied window again', { timeout: 300_000 }, async () => {
    const run = await inTemp('run', '--backend', 'docker', '--rate', '100', '--for', '3s', '--json')
    expect(run.code, run.stderr).toBe(0)
    expect(JSON.parse(run.stdout)).toMatchObject({ balanced: true })
  })

  it('refuses a target that is not empty', { timeout: 120_000 }, async () => {
    const again = await millrace(...copy())
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('The docker backend is not empty')
  })
})
