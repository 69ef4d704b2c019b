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

it("saves the user's scenarios under ids made from their names, and never replaces another one", async () => {
  expect(await library.save(BURST)).toMatchObject({ origin: 'own', id: 'payments-fail', problem: null })
  expect(await library.save(BURST)).toMatchObject({ id: 'payments-fail-2' })
  expect(await library.save({ ...BURST, name: 'Error burst' })).toMatchObject({ id: 'error-burst-2' })
  expect(await library.save({ ...BURST, name: '???' })).toMatchObject({ id: 'scenario' })
  expect(await library.get({ origin: 'own', id: 'payments-fail' })).toEqual(BURST)
})

it('replaces the scenario whose id is given, completely', async () => {
  const { id, file } = await library.save(BURST)
  await library.save({ ...BURST, name: 'Other' }, id)
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ name: 'Other' })
  expect((await library.list()).filter(({ origin }) => origin === 'own')).toHaveLength(1)
})

it('lists unusable files with their problem', async () => {
  await library.save(BURST)
  await writeFile(join(dir, 'scenarios', 'broken.json'), '{')
  await writeFile(join(dir, 'scenarios', 'notes.txt'), 'no scenario')
  const own = (await library.list()).filter(({ origin }) => origin === 'own')
  expect(own.map(({ id }) => id)).toEqual(['broken', 'payments-fail'])
  expect(own[0]).toMatchObject({ scenario: null, problem: expect.stringContaining('not JSON') })
})

it('refuses event types that the simulator does not have, and text that is not a scenario', async () => {
  const other = { ...BURST, disturbances: BURST.disturbances.map((one) => ({ ...one, types: ['REFUND'] })) }
  await expect(library.save(other as Scenario)).rejects.toMatchObject({ fault: { code: 'scenario-invalid' } })
  expect(() => library.parse('[]', 'mine.json')).toThrow()
  expect(library.parse(JSON.stringify(BURST), 'mine.json')).toEqual(BURST)
})

it('removes an existing scenario, and reports a missing one', async () => {
  const { id } = await library.save(BURST)
  await library.remove(id)
  await library.remove(id)
  await expect(library.get({ origin: 'own', id })).rejects.toMatchObject({ fault: { code: 'scenario-unknown' } })
})

it('is empty when there is no folder', async () => {
  expect((await library.list()).every(({ origin }) => origin === 'built-in')).toBe(true)
})
