import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ScenarioLibrary } from '@main/ports/scenario-library'
import type { Scenario } from '@shared/model/scenario'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { scenarioLibrary } from './scenario-library'

const BURST: Scenario = {
  name: 'Payments fail!',
  disturbances: [{ kind: 'error-burst', types: ['PAYMENT'], startSeconds: 0, lengthSeconds: 60, errorRate: 0.5 }],
}

let dir: string
let library: ScenarioLibrary
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-scenarios-'))
  library = scenarioLibrary({ builtIn: 'resources/scenarios', own: join(dir, 'scenarios'), types: ['PAYMENT'] })
})
afterEach(() => rm(dir, { recursive: true, force: true }))

it('keeps one’s own scenarios under ids of their names, never over another', async () => {
  expect(await library.save(BURST)).toMatchObject({ origin: 'own', id: 'payments-fail', problem: null })
  expect(await library.save(BURST)).toMatchObject({ id: 'payments-fail-2' })
  expect(await library.save({ ...BURST, name: 'Error burst' })).toMatchObject({ id: 'error-burst-2' })
  expect(await library.save({ ...BURST, name: '???' })).toMatchObject({ id: 'scenario' })
  expect(await library.get({ origin: 'own', id: 'payments-fail' })).toEqual(BURST)
})

it('replaces the one whose id is given, whole', async () => {
  const { id, file } = await library.save(BURST)
  await library.save({ ...BURST, name: 'Other' }, id)
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ name: 'Other' })
  expect((await library.list()).filter(({ origin }) => origin === 'own')).toHaveLength(1)
})

it('lists files that cannot be used with what is wrong', async () => {
  await library.save(BURST)
  await writeFile(join(dir, 'scenarios', 'broken.json'), '{')
  await writeFile(join(dir, 'scenarios', 'notes.txt'), 'no scenario')
  const own = (await library.list()).filter(({ origin }) => origin === 'own')
  expect(own.map(({ id }) => id)).toEqual(['broken', 'payments-fail'])
  expect(own[0]).toMatchObject({ scenario: null, problem: expect.stringContaining('not JSON') })
})

it('refuses types that the simulator does not make, and text that is no scenario', async () => {
  const other = { ...BURST, disturbances: BURST.disturbances.map((one) => ({ ...one, types: ['REFUND'] })) }
  await expect(library.save(other as Scenario)).rejects.toMatchObject({ fault: { code: 'scenario-invalid' } })
  expect(() => library.parse('[]', 'mine.json')).toThrow()
  expect(library.parse(JSON.stringify(BURST), 'mine.json')).toEqual(BURST)
})

it('removes what is there, and says when there is none', async () => {
  const { id } = await library.save(BURST)
  await library.remove(id)
  await library.remove(id)
  await expect(library.get({ origin: 'own', id })).rejects.toMatchObject({ fault: { code: 'scenario-unknown' } })
})

it('has none where there is no folder', async () => {
  expect((await library.list()).every(({ origin }) => origin === 'built-in')).toBe(true)
})
