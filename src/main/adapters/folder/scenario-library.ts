import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScenarioLibrary } from '@main/ports/scenario-library'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { type Scenario, type ScenarioEntry, ScenarioId, type ScenarioOrigin } from '@shared/model/scenario'
import { checkTypes, parseScenario, readScenario } from './read-scenario'
import { writeAtomically } from './write-atomically'

const ENDING = '.json'
/** Lists at most this many files: a folder with thousands of files does not contain only scenarios. */
const MOST = 500

export interface ScenarioFolders {
  readonly builtIn: string
  readonly own: string
  /** The event types that a disturbance may name. */
  readonly types: readonly string[]
}

export function scenarioLibrary({ builtIn, own, types }: ScenarioFolders): ScenarioLibrary {
  const folders: Record<ScenarioOrigin, string> = { 'built-in': builtIn, own }
  const fileOf = (origin: ScenarioOrigin, id: ScenarioId) => join(folders[origin], `${id}${ENDING}`)

  const entriesOf = async (origin: ScenarioOrigin): Promise<ScenarioEntry[]> => {
    const ids = await idsIn(folders[origin])
    return Promise.all(
      ids.map(async (id) => {
        const file = fileOf(origin, id)
        try {
          return { origin, id, file, scenario: await readScenario(file, types), problem: null }
        } catch (thrown) {
          if (!(thrown instanceof FaultError)) throw thrown
          return { origin, id, file, scenario: null, problem: faultMessage(thrown.fault) }
        }
      }),
    )
  }

  /** The name as an id, with a number at the end while another scenario has that id. */
  const freeId = async (name: string): Promise<ScenarioId> => {
    const taken = new Set([...(await idsIn(builtIn)), ...(await idsIn(own))])
    const stem = slug(name)
    for (let n = 1; ; n++) {
      const id = n === 1 ? stem : `${stem}-${n}`
      if (!taken.has(id)) return id
    }
  }

  return {
    list: async () => [...(await entriesOf('built-in')), ...(await entriesOf('own'))],
    async get({ origin, id }) {
      if (!(await idsIn(folders[origin])).includes(id)) throw new FaultError({ code: 'scenario-unknown', id })
      return readScenario(fileOf(origin, id), types)
    },
    parse: (text, name) => parseScenario(text, name, types),
    async save(scenario: Scenario, wanted) {
      const id = wanted ?? (await freeId(scenario.name))
      const file = fileOf('own', id)
      checkTypes(scenario, file, types)
      await mkdir(own, { recursive: true })
      await writeAtomically(file, new TextEncoder().encode(`${JSON.stringify(scenario, null, 2)}\n`))
      return { origin: 'own', id, file, scenario, problem: null }
    },
    remove: (id) => rm(fileOf('own', id), { force: true }),
  }
}

/** Names of the scenario files in a folder, without extension; a missing folder has none. */
async function idsIn(folder: string): Promise<ScenarioId[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
    .filter((id) => ScenarioId.safeParse(id).success)
    .sort()
    .slice(0, MOST)
}

function slug(name: string): ScenarioId {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
  return plain === '' ? 'scenario' : plain
}
