import { readFile } from 'node:fs/promises'
import { FaultError } from '@shared/model/fault'
import { Scenario } from '@shared/model/scenario'
import { z } from 'zod'

/** Reads a scenario file for a simulator of these event types. Throws `scenario-invalid`. */
export async function readScenario(file: string, types: readonly string[]): Promise<Scenario> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw invalid(file, error.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${error.code})`)
  })
  return parseScenario(text, file, types)
}

export function parseScenario(text: string, file: string, types: readonly string[]): Scenario {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw invalid(file, `it is not JSON (${(error as Error).message})`)
  }
  const parsed = Scenario.safeParse(json)
  if (!parsed.success) throw invalid(file, z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' '))
  checkTypes(parsed.data, file, types)
  return parsed.data
}

/** Throws `scenario-invalid` when a disturbance names an event type that does not exist: it would affect no event. */
export function checkTypes({ disturbances }: Scenario, file: string, types: readonly string[]): void {
  for (const type of disturbances.flatMap(({ types: named }) => named ?? [])) {
    if (!types.includes(type)) throw invalid(file, `there is no event type "${type}"; there are ${types.join(', ')}`)
  }
}

function invalid(file: string, problem: string): FaultError {
  return new FaultError({ code: 'scenario-invalid', file, problem })
}
