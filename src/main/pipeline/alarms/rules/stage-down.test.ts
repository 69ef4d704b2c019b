import { expect, it } from 'vitest'
import { course, retrying, withStage } from '../testing/facts'
import { stageDown } from './stage-down'

const down = withStage('sink', { state: retrying() })
const waiting = withStage('sink', { state: { state: 'waiting', for: 'store' } })

it('raises no alarm while everything runs', () => {
  expect(course([stageDown]).hold(3_600).summary()).toEqual([])
})

it('raises one alarm within half a minute, and ends it once the stage runs again', () => {
  const run = course([stageDown]).hold(10).hold(480, down).hold(60)
  expect(run.summary()).toEqual(['stage-down sink: 30–490 recovered'])
  expect(run.alarms()[0]).toMatchObject({
    title: 'Sink does not work',
    sentence: expect.stringContaining('it broke'),
    began: Date.UTC(2026, 0, 5, 12, 0, 10),
  })
})

it('takes a stage that restarts again and again for one failure', () => {
  const run = course([stageDown])
    .hold(240, (second) => (second % 10 < 6 ? down : {}))
    .hold(60)
  expect(run.summary()).toHaveLength(1)
})

it('does not mind a hiccup', () => {
  expect(course([stageDown]).hold(16, down).hold(60).summary()).toEqual([])
})

it('stays silent about a stage that a person stopped, and about those that wait for it', () => {
  const stopped = withStage('sink', { wanted: false, state: { state: 'stopped' } })
  expect(course([stageDown]).hold(600, stopped).hold(600, waiting).summary()).toEqual([])
})

it('ends the alarm when a person stops the stage', () => {
  const run = course([stageDown])
    .hold(60, down)
    .hold(60, withStage('sink', { wanted: false, state: { state: 'stopped' } }))
  expect(run.summary()).toEqual(['stage-down sink: 20–60 by-hand'])
})

it('does not take waiting for another stage for a recovery', () => {
  expect(course([stageDown]).hold(60, down).hold(300, waiting).summary()).toEqual(['stage-down sink: 20–open'])
})

it('says why a running stage cannot work', () => {
  const run = course([stageDown]).hold(60, withStage('sink', { hindrance: { code: 'disk-full', dir: '/data' } }))
  expect(run.open()[0]?.sentence).toMatch(/full/)
})

it('forgets what it saw before the machine slept', () => {
  expect(course([stageDown]).hold(18, down).sleep(3_600).hold(10, down).hold(60).summary()).toEqual([])
})
