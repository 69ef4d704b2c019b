import { createFeed } from '@main/signals/feed'
import type { SettingsChange } from '@shared/contract'
import { type Fault, FaultError } from '@shared/model/fault'
import { Settings } from '@shared/model/settings'
import { expect, it } from 'vitest'
import { openInstead } from './open-instead'

const BROKEN = new FaultError({ code: 'environment-file', file: 'ca.pem', reason: 'ENOENT' })
const STAGING = { backend: 'external', environment: 'staging' } as const

/** Settings that are in force, and a backend that opens unless it is one of these. */
function app(inForce: unknown, broken: readonly string[]) {
  const feed = createFeed(Settings.parse(inForce))
  const notes: Fault[] = []
  const lines: string[] = []
  const saved: SettingsChange[] = []
  const merged = (change: object) => Settings.parse({ ...feed.value, ...change })
  const settings = {
    feed,
    async change(change: SettingsChange) {
      saved.push(change)
      feed.publish(merged(change))
      return feed.value
    },
  }
  const open = async () => {
    const { backend, environment } = feed.value
    if (broken.includes(backend === 'external' ? (environment ?? '') : backend)) throw BROKEN
    return { flow: { runner: { note: (_: string, fault: Fault) => notes.push(fault) } } }
  }
  const overrule = (change: SettingsChange) => feed.publish(merged(change))
  return { parts: { open, settings, overrule, log: (line: string) => lines.push(line) }, feed, notes, lines, saved }
}

it('returns to the backend before, and says why', async () => {
  const { parts, feed, notes, lines } = app({ backend: 'external', environment: 'broken' }, ['broken'])
  await openInstead(parts, BROKEN, STAGING)
  expect(feed.value).toMatchObject(STAGING)
  expect(notes).toEqual([BROKEN.fault])
  expect(lines.join()).toContain('The external backend cannot be opened: The file ca.pem cannot be read')
})

it('runs the embedded backend for now when the environment in use was edited and no longer opens', async () => {
  const { parts, feed, notes, saved } = app(STAGING, ['staging'])
  await openInstead(parts, BROKEN, STAGING)
  expect(feed.value).toMatchObject({ backend: 'embedded', environment: 'staging' })
  expect(saved).toEqual([])
  expect(notes).toHaveLength(1)
})

it('runs the embedded backend when the one before opens no more either', async () => {
  const { parts, feed } = app({ backend: 'external', environment: 'broken' }, ['broken', 'staging'])
  await openInstead(parts, BROKEN, STAGING)
  expect(feed.value.backend).toBe('embedded')
})
