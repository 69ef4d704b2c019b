import type { Documents } from '@main/ports/documents'
import { minuteWorkOn } from '@shared/model/minute-work'
import { expect, it } from 'vitest'
import { openSettings } from './settings-store'

const documents = (kept: unknown) => {
  const written: unknown[] = []
  const fake: Documents = {
    path: (name) => name,
    read: async () => kept,
    write: async (_, value) => void written.push(value),
  }
  return { fake, written }
}

it('gives settings that an earlier version saved the defaults of the desktop app', async () => {
  const { fake, written } = documents({ producer: { seed: 7 } })
  const settings = await openSettings(fake)
  expect(settings.feed.value.desktop).toEqual({ keepRunning: true, startAtLogin: false })
  await settings.change({ desktop: { startAtLogin: true } })
  expect(settings.feed.value.desktop).toEqual({ keepRunning: true, startAtLogin: true })
  expect(written.at(-1)).toMatchObject({ producer: { seed: 7 }, desktop: { keepRunning: true, startAtLogin: true } })
})

const STAGING = { backend: 'external', environment: 'staging' }

it('gives the engine and scheduler of an earlier version to the backend or environment in use then', async () => {
  const { fake, written } = documents({ ...STAGING, analysis: { engine: 'spark', scheduler: 'airflow' } })
  const settings = await openSettings(fake)
  const theirs = { engine: 'spark', scheduler: 'airflow' }
  const defaults = { engine: 'in-process', scheduler: 'croner' }
  expect(settings.feed.value.analysis).toEqual({ embedded: defaults, docker: defaults, external: { staging: theirs } })
  expect(settings.notKept).toEqual([])
  await settings.change({ producer: { seed: 8 } })
  expect(written.at(-1)).toMatchObject({ analysis: { external: { staging: theirs } } })
  const embedded = await openSettings(documents({ analysis: { engine: 'clickhouse' } }).fake)
  expect(embedded.feed.value.analysis.embedded).toEqual({ engine: 'clickhouse', scheduler: 'croner' })
})

it('says what of an earlier version it could not keep, and uses the default', async () => {
  const unknown = await openSettings(documents({ analysis: { engine: 'duckdb', scheduler: 'airflow' } }).fake)
  expect(unknown.feed.value.analysis.embedded).toEqual({ engine: 'in-process', scheduler: 'airflow' })
  expect(unknown.notKept).toMatchObject([{ code: 'setting-not-kept', setting: 'engine', value: 'duckdb' }])
  const nowhere = await openSettings(documents({ backend: 'external', analysis: { engine: 'spark' } }).fake)
  expect(nowhere.feed.value.analysis.external).toEqual({})
  expect(nowhere.notKept).toMatchObject([{ value: 'spark', problem: 'no-environment' }])
})

it('changes the engine of the backend in use only, and each backend keeps its own', async () => {
  const settings = await openSettings(documents({}).fake)
  await settings.change({ analysis: { engine: 'clickhouse' } })
  await settings.change({ ...STAGING, backend: 'external' })
  await settings.change({ analysis: { engine: 'spark' } })
  await settings.change({ analysis: { scheduler: 'airflow' } })
  expect(settings.feed.value.analysis).toEqual({
    embedded: { engine: 'clickhouse', scheduler: 'croner' },
    docker: { engine: 'in-process', scheduler: 'croner' },
    external: { staging: { engine: 'spark', scheduler: 'airflow' } },
  })
})

it('saves a choice for the backend of this run, also when another one is saved', async () => {
  const { fake, written } = documents({ backend: 'docker' })
  const settings = await openSettings(fake)
  settings.overrule({ backend: 'embedded' })
  await settings.change({ analysis: { engine: 'clickhouse' } })
  expect(written.at(-1)).toMatchObject({
    backend: 'docker',
    analysis: { embedded: { engine: 'clickhouse' }, docker: { engine: 'in-process' } },
  })
})

it('gives an environment with the name of a member of every object the defaults', async () => {
  const settings = await openSettings(documents({ backend: 'external', environment: 'constructor' }).fake)
  expect(minuteWorkOn(settings.feed.value.analysis, settings.feed.value).engine).toBe('in-process')
})
