import type { DesktopAction } from '@shared/model/desktop'
import { expect, it } from 'vitest'
import { createPageActionQueue } from './page-action-queue'

const go = (view: string): DesktopAction => ({ action: 'go', view })
const notice = (title: string): DesktopAction => ({ action: 'notice', title, text: '' })

it('keeps actions for a page that is still loading, and gives each out once', async () => {
  const actions = createPageActionQueue()
  actions.send(notice('a'))
  actions.send(go('#/live'))
  const stop = new AbortController()
  const first = actions.follow(stop.signal)
  expect((await first.next()).value).toEqual(notice('a'))
  expect((await first.next()).value).toEqual(go('#/live'))
  const waiting = first.next()
  actions.send(notice('b'))
  expect((await waiting).value).toEqual(notice('b'))
  stop.abort()
  expect((await first.next()).done).toBe(true)

  const again = actions.follow()
  const next = again.next()
  actions.send(notice('c'))
  expect((await next).value).toEqual(notice('c'))
  await again.return()
})

it('goes only to the newest view, and keeps a bounded number of actions', async () => {
  const actions = createPageActionQueue()
  actions.send(go('#/live'))
  for (let number = 0; number < 30; number++) actions.send(notice(String(number)))
  actions.send(go('#/reports'))
  const taken: DesktopAction[] = []
  const stop = new AbortController()
  for await (const action of actions.follow(stop.signal)) {
    taken.push(action)
    if (taken.length === 20) stop.abort()
  }
  expect(taken[0]).toEqual(notice('11'))
  expect(taken.at(-1)).toEqual(go('#/reports'))
  expect(taken).not.toContainEqual(go('#/live'))
})
