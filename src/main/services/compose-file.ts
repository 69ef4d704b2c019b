import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ContainerSpec } from '@main/ports/containers'
import { FaultError } from '@shared/model/fault'
import type { Service, ServiceId } from '@shared/model/service'
import { parseDocument as parseYaml } from 'yaml'
import { parseDocument } from './compose/compose-document'
import { ComposeProblem } from './compose/compose-problem'
import { containerSpecOf, type ImageBuild, imageBuildOf, serviceOf } from './compose/container-spec'
import { type EncryptedPort, variablesOfPort } from './compose/encrypted-port'
import type { Values, Variable } from './compose/interpolate'
import { startOrder } from './compose/start-order'
import { fill, templateTree, variablesIn } from './compose/template-tree'

export interface ComposeVariable extends Variable {
  /** The services whose block mentions it. */
  readonly services: readonly ServiceId[]
}

/** All services of the file, in any profile, with the current values; in start order. */
export interface Stack {
  readonly services: readonly Service[]
  readonly specs: ReadonlyMap<ServiceId, ContainerSpec>
  /** By image. */
  readonly builds: ReadonlyMap<string, ImageBuild>
  /** Every variable with its value, including the file's defaults. */
  readonly values: Values
}

/** A Compose file as data: the only place that defines images, ports, environment, health checks and dependencies. */
export interface ComposeFile {
  readonly path: string
  /** The project's name, unless the caller chooses another one. */
  readonly project: string
  readonly variables: readonly ComposeVariable[]
  readonly profiles: readonly string[]
  readonly encryptedPorts: readonly EncryptedPort[]
  /** The contents of the file with these values. Throws `compose-invalid`, naming the key. */
  resolve(values: Values): Stack
}

/** Reads `compose.yaml` of the folder. Throws `compose-invalid`. */
export async function loadComposeFile(dir: string): Promise<ComposeFile> {
  const path = join(dir, 'compose.yaml')
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new FaultError({ code: 'compose-invalid', file: path, problem: `it cannot be read (${error.code})` })
  })
  return parseComposeFile(path, text, configTexts(dir))
}

/** Reads the document's configs, each once. */
function configTexts(dir: string): ReadConfig {
  const read = new Map<string, string>()
  return (file) => {
    const text = read.get(file) ?? readFileSync(join(dir, file), 'utf8')
    read.set(file, text)
    return text
  }
}

/** The text of a file that the document names under `configs`. */
type ReadConfig = (file: string) => string

/** Throws `compose-invalid`, naming the key. */
export function parseComposeFile(path: string, text: string, readConfig: ReadConfig = () => ''): ComposeFile {
  const explained = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof ComposeProblem)) throw error
      throw new FaultError({ code: 'compose-invalid', file: path, problem: error.message }, { cause: error })
    }
  }
  return explained(() => {
    const templates = templateTree(treeOf(text))
    const variables = composeVariables(templates)
    const defaults = Object.fromEntries(variables.flatMap((v) => (v.default === null ? [] : [[v.name, v.default]])))
    const resolve = (values: Values) =>
      resolveStack(templates, values, { ...defaults, ...values }, { dir: dirname(path), readConfig })
    // Report an invalid file now, not at the first start; required variables get a placeholder for this.
    const standIns = variables.filter(({ required }) => required).map(({ name }) => [name, name])
    const { services, project, encryptedPorts } = resolve(Object.fromEntries(standIns))
    for (const port of encryptedPorts) checkVariables(port, variables)
    const profiles = [...new Set(services.flatMap((service) => service.profiles))].sort()
    return { path, project, variables, profiles, encryptedPorts, resolve: (values) => explained(() => resolve(values)) }
  })
}

function treeOf(text: string): unknown {
  const document = parseYaml(text, { merge: true })
  const [error] = document.errors
  if (error) throw new ComposeProblem('', error.message.split('\n')[0] ?? '')
  return document.toJS({ maxAliasCount: 100 })
}

/** `given`: the values without the file's defaults, because each use of a variable may have its own default. */
function resolveStack(
  templates: unknown,
  given: Values,
  values: Values,
  { dir, readConfig }: { readonly dir: string; readonly readConfig: ReadConfig },
): Stack & Pick<ComposeFile, 'project' | 'encryptedPorts'> {
  const { name, services: blocks, configs } = parseDocument(fill(templates, given))
  const texts = new Map(Object.entries(configs).map(([id, { file }]) => [id, textOf(id, file, readConfig)]))
  const services = new Map(
    Object.entries(blocks).map(([id, block]) => {
      const template = childOf(childOf(templates, 'services'), id)
      const namesIn = (node: unknown) => variablesIn(node).map((variable) => variable.name)
      const entries = childOf(template, 'ports')
      const ports = Array.isArray(entries) ? entries.map(namesIn) : []
      return [id, serviceOf(id, block, { ports, memory: namesIn(childOf(template, 'mem_limit')) }, values)]
    }),
  )
  const builds = Object.values(blocks).flatMap((block) => {
    const build = imageBuildOf(block, dir)
    return build ? [[block.image, build] as const] : []
  })
  return {
    project: name,
    services: startOrder([...services.values()]).flatMap((id) => services.get(id) ?? []),
    specs: new Map(Object.entries(blocks).map(([id, block]) => [id, containerSpecOf(id, block, texts)])),
    builds: new Map(builds),
    values,
    encryptedPorts: Object.entries(blocks).flatMap(([service, block]) => {
      const { encryption } = block['x-millrace']
      return encryption ? [{ service, ...encryption }] : []
    }),
  }
}

/** A name that the service does not use would leave its port in plain text without a word. */
function checkVariables(port: EncryptedPort, variables: readonly ComposeVariable[]): void {
  const used = variables.filter(({ services }) => services.includes(port.service)).map(({ name }) => name)
  const missing = variablesOfPort(port).find((name) => !used.includes(name))
  if (missing === undefined) return
  throw new ComposeProblem(
    `services.${port.service}.x-millrace.encryption`,
    `names the variable ${missing}, which the service does not use`,
  )
}

/** Small files: they are part of what a container is made from. */
const MOST_CHARACTERS = 500_000

function textOf(id: string, file: string, readConfig: ReadConfig): string {
  const where = `configs.${id}.file`
  try {
    const text = readConfig(file)
    if (text.length <= MOST_CHARACTERS) return text
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ComposeProblem(where, `names "${file}", which cannot be read (${code ?? String(error)})`)
  }
  throw new ComposeProblem(where, `names "${file}", which is larger than ${MOST_CHARACTERS} characters`)
}

function composeVariables(templates: unknown): ComposeVariable[] {
  const found = new Map<string, { default: string | null; required: boolean; services: Set<ServiceId> }>()
  const note = (node: unknown, service: ServiceId | null) => {
    for (const variable of variablesIn(node)) {
      const known = found.get(variable.name) ?? { default: null, required: false, services: new Set() }
      if (service) known.services.add(service)
      found.set(variable.name, {
        default: known.default ?? variable.default,
        required: known.required || variable.required,
        services: known.services,
      })
    }
  }
  for (const [key, node] of entriesOf(templates)) if (key !== 'services') note(node, null)
  for (const [id, block] of entriesOf(childOf(templates, 'services'))) note(block, id)
  return [...found].map(([name, { services, ...rest }]) => ({ name, ...rest, services: [...services] }))
}

function entriesOf(node: unknown): [string, unknown][] {
  return typeof node === 'object' && node !== null && !Array.isArray(node) ? Object.entries(node) : []
}

function childOf(node: unknown, key: string): unknown {
  return entriesOf(node).find(([name]) => name === key)?.[1]
}
