import type { Clock } from '@main/ports/clock'
import type { Notifier } from '@main/ports/notifier'
import type { Message, NewMessage, Outbox } from '@main/ports/outbox'
import type { WebhookReply, WebhookSender } from '@main/ports/webhooks'
import type { Feed } from '@main/signals/feed'
import type { TestOutcome } from '@shared/model/alert'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { AlertSettingsStore, WebhookAccess } from './alert-settings-store'
import { signatureOf, slackBody, testPayload } from './webhook-payload'
import { isTooOld, LONGEST_WAIT_MS, verdictOf } from './webhook-retry'

const POLL_MS = 250
const WRITE_AGAIN_MS = 1_000
const MOST_AT_ONCE = 8
const ANSWER_WITHIN_MS = 10_000
const TEST = { title: 'Millrace: a test', text: 'Nothing has happened: this message shows that alerts arrive.' }

export interface Dispatcher {
  /** Sends what is due until the signal aborts; then waits for requests in flight. */
  run(signal: AbortSignal): Promise<void>
  testDesktop(): Promise<TestOutcome>
  /** Throws `webhook-unknown`, `secrets-closed`. */
  testWebhook(id: string): Promise<TestOutcome>
  /** When a test last reached each webhook, epoch ms. */
  proven(): ReadonlyMap<string, number>
}

export interface DispatcherOptions {
  readonly outbox: Outbox
  readonly alertSettings: AlertSettingsStore
  readonly notifier: Notifier
  readonly webhooks: WebhookSender
  readonly clock: Clock
  /** Wakes a waiting loop when the outcome of a message has changed. */
  readonly changes: Feed<number>
  /** For the User-Agent header. */
  readonly version: string
}

type End = Parameters<Outbox['finish']>[1]

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { outbox, alertSettings, notifier, webhooks, clock, changes, version } = options
  const sending = new Map<number, Promise<void>>()
  const proven = new Map<string, number>()

  const post = (access: WebhookAccess, id: string, payload: string, words: { title: string; text: string }) => {
    const { webhook, url, secret } = access
    const body = webhook.format === 'slack' ? slackBody(words) : payload
    const signature = secret === null ? {} : { 'Millrace-Signature': signatureOf(body, secret, clock.now()) }
    const headers = {
      'Content-Type': 'application/json',
      'User-Agent': `Millrace/${version}`,
      'Millrace-Delivery': id,
      ...signature,
    }
    return webhooks.post({ url, headers, body }, AbortSignal.timeout(ANSWER_WITHIN_MS))
  }

  const toDesktop = async ({ incident, title, text }: Message): Promise<End> => {
    const at = clock.now()
    try {
      await notifier.show({ tag: incident, title, text })
      return { state: 'delivered', outcome: 'shown', at, retryAt: null }
    } catch (thrown) {
      return { state: 'failed', outcome: messageOf(thrown), at, retryAt: null }
    }
  }

  const toWebhook = async (message: Message, hook: string): Promise<End> => {
    let reply: WebhookReply | null = null
    let reason = ''
    try {
      const access = await alertSettings.access(hook)
      if (!access.webhook.enabled) return ended('failed', 'the webhook is switched off')
      reply = await post(access, idOf(message), message.payload, message)
      reason = `HTTP ${reply.status}`
    } catch (thrown) {
      reason = messageOf(thrown)
      const gone = thrown instanceof FaultError && thrown.fault.code !== 'secrets-closed'
      if (gone) return ended('failed', reason)
    }
    const verdict = verdictOf(reply, message.attempts + 1)
    if (verdict.kind === 'delivered') return ended('delivered', reason)
    if (verdict.kind === 'refused') return ended('failed', `the receiver refused it (${reason})`)
    if (isTooOld(message.at, clock.now())) return ended('failed', `given up after a day (${reason})`)
    const at = clock.now()
    return { state: 'waiting', outcome: reason, at, retryAt: at + verdict.afterMs }
  }

  const ended = (state: 'delivered' | 'failed', outcome: string): End => ({
    state,
    outcome,
    at: clock.now(),
    retryAt: null,
  })

  /**
   * Until its outcome is on disk, a message counts as being sent, and later messages of the same incident wait: on a full disk
   * that lasts until there is space again. If Millrace ends before, the message is `unknown` at the next start.
   */
  const finish = async (id: number, end: End, also: NewMessage | undefined, signal: AbortSignal) => {
    for (;;) {
      try {
        await outbox.finish(id, end, also)
        return
      } catch (thrown) {
        if (signal.aborted) throw thrown
        await clock.sleep(WRITE_AGAIN_MS, signal)
      }
    }
  }

  const send = async (message: Message, signal: AbortSignal) => {
    await outbox.begin(message.id)
    const hook = message.channel.startsWith('webhook:') ? message.channel.slice('webhook:'.length) : null
    const end = hook === null ? await toDesktop(message) : await toWebhook(message, hook)
    const name = alertSettings.feed.value.webhooks.find(({ id }) => id === hook)?.name ?? hook
    const lost = hook !== null && end.state === 'failed'
    await finish(message.id, end, lost ? undelivered(message, `${name}`, end.outcome, end.at) : undefined, signal)
    // The receiver works again: what waits need not wait longer.
    if (hook !== null && end.state === 'delivered') await outbox.hurry(message.channel, clock.now(), 'all')
    changes.publish(changes.value + 1)
  }

  const poll = async (clean: boolean, signal: AbortSignal) => {
    if (!clean) await outbox.interrupted(clock.now())
    const free = MOST_AT_ONCE - sending.size
    const due = free > 0 ? await outbox.due(clock.now(), LONGEST_WAIT_MS, MOST_AT_ONCE) : []
    for (const message of due.filter(({ id }) => !sending.has(id)).slice(0, free)) {
      const work = send(message, signal).catch(() => undefined)
      sending.set(
        message.id,
        work.finally(() => sending.delete(message.id)),
      )
    }
  }

  const outcomeOf = async (work: () => Promise<WebhookReply | null>): Promise<TestOutcome> => {
    const started = performance.now()
    const took = () => Math.round(performance.now() - started)
    try {
      const reply = await work()
      if (!reply) return { delivered: true, status: null, ms: took(), detail: 'Shown.' }
      const delivered = verdictOf(reply, 1).kind === 'delivered'
      const detail = delivered ? 'Delivered.' : `The receiver answered with HTTP ${reply.status}.`
      return { delivered, status: reply.status, ms: took(), detail }
    } catch (thrown) {
      if (thrown instanceof FaultError) throw thrown
      return { delivered: false, status: null, ms: took(), detail: `Not delivered: ${messageOf(thrown)}.` }
    }
  }

  return {
    async run(signal) {
      let clean = false
      while (!signal.aborted) {
        // Send nothing while the disk is full: the outcome could not be recorded. The next poll tries again.
        await poll(clean, signal).then(
          () => {
            clean = true
          },
          () => undefined,
        )
        await clock.sleep(POLL_MS, signal)
      }
      await Promise.all(sending.values())
    },
    testDesktop: () => outcomeOf(() => notifier.show({ tag: 'test', ...TEST }).then(() => null)),
    async testWebhook(id) {
      const outcome = await outcomeOf(async () =>
        post(await alertSettings.access(id), 'test', testPayload({ ...TEST, at: clock.now() }), TEST),
      )
      if (outcome.delivered) proven.set(id, clock.now())
      return outcome
    },
    proven: () => proven,
  }
}

function undelivered({ incident, title }: Message, hook: string, outcome: string, at: number): NewMessage {
  return {
    incident,
    change: 'undelivered',
    channel: 'app',
    at,
    title: `The webhook ${hook} did not receive a message`,
    text: `"${title}" was not delivered: ${outcome}.`,
    payload: '',
  }
}

/** The same for every attempt, so that receivers can recognise duplicates. */
function idOf({ incident, change }: NewMessage): string {
  return `${incident}/${change}`
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof FaultError) return faultMessage(thrown.fault)
  return thrown instanceof Error ? thrown.message : String(thrown)
}
