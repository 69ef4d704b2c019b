import { readFile } from 'node:fs/promises'
import { TYPES } from '@main/pipeline/source/walk'
import { FaultError } from '@shared/model/fault'
import { Scenario } from '@shared/model/scenario'
import { z } from 'zod'

/** Reads a scenario file for the simulator. Throws `scenario-invalid`. */
export async function readScenario(file: string): Promise<Scenario> {
  const invalid = (problem: string) => new FaultError({ code: 'scenario-invalid', file, problem })
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw invalid(error.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${error.code})`)
  })
  const parsed = Scenario.safeParse(parse(text, invalid))
  if (!parsed.success) throw invalid(z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' '))
  for (const type of parsed.data.disturbances.flatMap(({ types }) => types ?? [])) {
    if (!(TYPES as readonly string[]).includes(type)) {
      throw invalid(`there is no event type "${type}"; there are ${TYPES.join(', ')}`)
    }
  }
  return parsed.data
}

function parse(text: string, invalid: (problem: string) => FaultError): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalid(`it is not JSON (${(error as Error).message})`)
  }
}
