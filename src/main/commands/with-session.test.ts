import type { Session } from '@main/composition/session'
import { createFeed } from '@main/signals/feed'
import { expect, it } from 'vitest'
import { withSession } from './with-session'

const never = new AbortController().signal

function sessionsOf() {
  const session = createFeed<Session | null>(null)
  const open = () => {
    const end = new AbortController()
    const opened = { closing: end.signal } as Session
    session.publish(opened)
    return { opened, close: () => end.abort() }
  }
  return { session, open }
}

it('does its work once on a session that stays, and waits for one', async () => {
  const { session, open } = sessionsOf()
  let worked = 0
  const outcome = withSession({ session }, async (found) => [++worked, found] as const, never)
  await Promise.resolve()
  expect(worked).toBe(0)
  const { opened } = open()
  expect(await outcome).toEqual([1, opened])
})

it('starts again on the next session when the first is closed, whether the work fails by it or ends', async () => {
  for (const fails of [true, false]) {
    const { session, open } = sessionsOf()
    const first = open()
    const started = Promise.withResolvers<void>()
    const outcome = withSession(
      { session },
      async (found, over) => {
        if (found !== first.opened) return 'second'
        started.resolve()
        await new Promise((resolve) => over.addEventListener('abort', resolve))
        if (fails) throw new Error('its log is closed')
        return 'first'
      },
      never,
    )
    await started.promise
    first.close()
    session.publish(null)
    open()
    expect(await outcome).toBe('second')
  }
})

it('throws what fails on a session that stays', async () => {
  const { session, open } = sessionsOf()
  open()
  const outcome = withSession({ session }, () => Promise.reject(new Error('the disk is full')), never)
  await expect(outcome).rejects.toThrow('the disk is full')
})

it('resolves with null when the signal aborts while there is no session', async () => {
  const { session } = sessionsOf()
  const end = new AbortController()
  const outcome = withSession({ session }, async () => 1, end.signal)
  end.abort()
  expect(await outcome).toBeNull()
})
