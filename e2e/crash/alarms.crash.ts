import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { PIPELINE_RULE } from '@shared/model/alert'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryDir } from '../support/millrace'
import { receiveWebhooks, type WebhookReceiver } from '../support/webhook-receiver'
import { alarmsOf, endsOf, isOpen } from './support/alarms'
import { type Client, connect, firstOf } from './support/client'
import { type Life, live, until } from './support/life'

const WITHIN_MS = 60_000
/** With few kills, as CI runs it, the waits that prove a negative are shorter, too. */
const isBrief = Number(process.env.MILLRACE_KILLS ?? 200) <= 20
const QUIET_MS = isBrief ? 60_000 : 150_000
/** Longer than it takes until a sink that fails raises an alarm. */
const STOPPED_MS = isBrief ? 90_000 : 120_000
const AFTERWARDS_MS = isBrief ? 25_000 : 60_000

let temp: Awaited<ReturnType<typeof temporaryDir>>
let receiver: WebhookReceiver
let life: Life
let client: Client
let close: () => void

beforeAll(async () => {
  temp = await temporaryDir()
  receiver = await receiveWebhooks()
  await start()
})
afterAll(async () => {
  await stop()
  await receiver.stop()
  await temp.remove()
})

it('raises no alarm while everything works', { timeout: QUIET_MS + 60_000 }, async () => {
  await sleep(QUIET_MS)
  expect(await alarmsOf(client)).toEqual([])
})

it('raises one when the store does not answer, and ends it', { timeout: 400_000 }, async () => {
  const pid = await storePid()
  process.kill(pid, 'SIGSTOP')
  await until('the lag raises an alarm', () => isOpen(client, 'lag'), WITHIN_MS + 10_000)
  process.kill(pid, 'SIGCONT')
  await until('the alarm ends', async () => !(await isOpen(client, 'lag')), WITHIN_MS)
  expect(await endsOf(client, 'lag')).toEqual(['recovered'])
})

it('raises one when the store dies again and again, also over a restart', { timeout: 400_000 }, async () => {
  const killing = new AbortController()
  const killer = keepKilling(killing.signal)
  await until('the stage raises an alarm', () => isOpen(client, 'stage-down'), WITHIN_MS)
  killing.abort()
  await killer
  await stop()
  await start()
  await until('the alarm ends', async () => !(await isOpen(client, 'stage-down')), WITHIN_MS)
  expect(await endsOf(client, 'stage-down')).toEqual(['recovered'])
  const { items } = await firstOf(client.alerts.notices(undefined))
  const ofStage = items.filter(({ incident }) => incident.startsWith('alarm.stage-down.'))
  expect(ofStage.map(({ change }) => change)).toEqual(['ended', 'opened'])
})

it('raises one when the disk has less room than the limit, and ends it', { timeout: 200_000 }, async () => {
  const { alarms: limits } = await firstOf(client.alerts.feed(undefined))
  await client.alerts.saveLimits({ ...limits, freeDiskBytes: 1e15 })
  await until('the disk raises an alarm', () => isOpen(client, 'disk-short'), WITHIN_MS)
  await client.alerts.saveLimits(limits)
  await until('the alarm ends', async () => !(await isOpen(client, 'disk-short')), WITHIN_MS)
  expect(await endsOf(client, 'disk-short')).toEqual(['recovered'])
})

it('raises one when a webhook is refused, sends it elsewhere, and ends it after a test', {
  timeout: 200_000,
}, async () => {
  const hook = { id: 'ops', name: 'Ops', format: 'json', enabled: true } as const
  await client.alerts.saveWebhook({ ...hook, url: `${receiver.origin}/refused` })
  const channels = { app: true, desktop: false, webhooks: ['ops'] }
  await client.alerts.saveRule({ ...PIPELINE_RULE, channels })
  const { alarms: limits } = await firstOf(client.alerts.feed(undefined))
  await client.alerts.saveLimits({ ...limits, freeDiskBytes: 1e15 })
  await until('the webhook raises an alarm', () => isOpen(client, 'webhook-failing'), WITHIN_MS)
  await client.alerts.saveWebhook({ ...hook, url: `${receiver.origin}/ok` })
  expect(await client.alerts.test({ webhook: 'ops' })).toMatchObject({ delivered: true })
  await until('the alarm ends', async () => !(await isOpen(client, 'webhook-failing')), WITHIN_MS)
  const about = receiver.received.filter(({ text }) => text.includes('webhook-failing'))
  expect(about).toEqual([])
  await client.alerts.saveLimits(limits)
})

it('raises one for dead letters of a new kind, and ends it when no more come', { timeout: 200_000 }, async () => {
  await client.scenarios.start({ origin: 'built-in', id: 'malformed' })
  await until('the dead letters raise an alarm', () => isOpen(client, 'dead-letters'), WITHIN_MS)
  await client.scenarios.stop()
  await until('the alarm ends', async () => !(await isOpen(client, 'dead-letters')), WITHIN_MS)
  expect(await endsOf(client, 'dead-letters')).toEqual(['recovered'])
})

it('is silent about what a person stopped', { timeout: 300_000 }, async () => {
  const before = (await alarmsOf(client)).length
  await client.pipeline.stop({ stage: 'sink' })
  await sleep(STOPPED_MS)
  await client.pipeline.start({ stage: 'sink' })
  await sleep(AFTERWARDS_MS)
  expect((await alarmsOf(client)).slice(0, -before || undefined)).toEqual([])
})

async function start(): Promise<void> {
  life = live(['serve', '--no-open', '--no-welcome', '--port', '0', '--data-dir', temp.dir])
  const connection = await connect(life)
  client = connection.client
  close = connection.close
}

async function stop(): Promise<void> {
  close()
  life.child.kill('SIGTERM')
  await life.ended
}

/** The process of the store's server: the one child of the app. */
async function storePid(): Promise<number> {
  let pid = 0
  await until('the store runs', () => {
    pid = childPids()[0] ?? 0
    return pid > 0
  })
  return pid
}

function childPids(): number[] {
  try {
    return execFileSync('pgrep', ['-P', `${life.child.pid}`], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean)
      .map(Number)
  } catch {
    return []
  }
}

/** Kills the store whenever it runs. */
async function keepKilling(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const pid of childPids()) process.kill(pid, 'SIGKILL')
    await sleep(1_000)
  }
}
