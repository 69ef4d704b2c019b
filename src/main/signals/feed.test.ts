import { expect, it } from 'vitest'
import { createFeed } from './feed'

it('returns the current value first, and only the newest one to a slow follower', async () => {
  const feed = createFeed(1)
  const follower = feed.follow()
  expect((await follower.next()).value).toBe(1)
  feed.publish(2)
  feed.publish(3)
  expect((await follower.next()).value).toBe(3)
  await follower.return()
})

it('ends when its signal aborts while nothing changes', async () => {
  const stop = new AbortController()
  const follower = createFeed('same').follow(stop.signal)
  await follower.next()
  const next = follower.next()
  stop.abort()
  expect((await next).done).toBe(true)
})
