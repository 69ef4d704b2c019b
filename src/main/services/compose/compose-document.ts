import { posix } from 'node:path'
import { ServiceId } from '@shared/model/service'
import { z } from 'zod'
import { ComposeProblem } from './compose-problem'
import { serviceBlock } from './service-block'

const extension = /^x-/

/** A file that ships with the compose file: beside it, or in the project's `resources`. */
const configFile = z.string().refine((path) => !/^[/~]|^[a-z]+:|\\/i.test(path) && isOwn(posix.normalize(path)), {
  message: 'is not a file next to the compose file or in ../resources',
})

function isOwn(path: string): boolean {
  return path.startsWith('../resources/') || !path.startsWith('..')
}

/** The whole file with the values inserted. Top-level `x-` keys are ignored: other tools use them. */
const composeDocument = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
  services: z.record(ServiceId, serviceBlock),
  volumes: z.record(z.string(), z.strictObject({}).nullable()).default({}),
  configs: z.record(z.string(), z.strictObject({ file: configFile })).default({}),
})
export type ComposeDocument = z.infer<typeof composeDocument>

/** These keys would give a service access beyond its own container. */
const RIGHTS = [
  'privileged',
  'network_mode',
  'pid',
  'ipc',
  'cap_add',
  'devices',
  'security_opt',
  'userns_mode',
  'cgroup',
]

/** Throws ComposeProblem, naming the key. */
export function parseDocument(tree: unknown): ComposeDocument {
  const parsed = composeDocument.safeParse(withoutExtensions(tree))
  if (!parsed.success) throw problemOf(parsed.error.issues)
  const document = parsed.data
  for (const [id, block] of Object.entries(document.services)) checkReferences(document, id, block)
  return document
}

function withoutExtensions(tree: unknown): unknown {
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return tree
  return Object.fromEntries(Object.entries(tree).filter(([key]) => !extension.test(key)))
}

function checkReferences(
  { services, volumes, configs }: ComposeDocument,
  id: string,
  block: ComposeDocument['services'][string],
) {
  for (const { service } of block.depends_on) {
    if (!services[service])
      throw new ComposeProblem(`services.${id}.depends_on`, `names "${service}", which is no service`)
  }
  for (const { name } of block.volumes) {
    if (!(name in volumes))
      throw new ComposeProblem(`services.${id}.volumes`, `names "${name}", which is not under volumes`)
  }
  for (const { source } of block.configs) {
    if (!(source in configs))
      throw new ComposeProblem(`services.${id}.configs`, `names "${source}", which is not under configs`)
  }
  for (const { title, port } of block['x-millrace'].links) {
    if (block.ports.some(({ container }) => container === port)) continue
    throw new ComposeProblem(
      `services.${id}.x-millrace.links`,
      `"${title}" leads to port ${port}, which is not published`,
    )
  }
  const { encryption } = block['x-millrace']
  if (encryption && !block.ports.some(({ container }) => container === encryption.port)) {
    throw new ComposeProblem(
      `services.${id}.x-millrace.encryption`,
      `encrypts port ${encryption.port}, which is not published`,
    )
  }
}

/** The first problem; for a union, the problem of the branch that matched furthest. */
function problemOf(issues: readonly z.core.$ZodIssue[], above: readonly PropertyKey[] = []): ComposeProblem {
  const [issue] = issues
  if (!issue) return new ComposeProblem('', 'cannot be understood')
  const path = [...above, ...issue.path]
  if (issue.code === 'invalid_union') {
    const [furthest] = [...issue.errors].sort((a, b) => depthOf(b) - depthOf(a))
    if (furthest) return problemOf(furthest, path)
  }
  if (issue.code === 'invalid_key') return problemOf(issue.issues, path)
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    const problem = RIGHTS.includes(key)
      ? 'is refused: a service may not have rights beyond its own container'
      : 'is not a key that Millrace supports'
    return new ComposeProblem(nameOf([...path, key]), problem)
  }
  return new ComposeProblem(nameOf(path), issue.code === 'custom' ? issue.message : `is wrong (${issue.message})`)
}

/** A branch of the right kind with an error inside gives a better message than a branch of another kind. */
function depthOf(issues: readonly z.core.$ZodIssue[]): number {
  const [issue] = issues
  if (!issue) return 0
  if (issue.code === 'invalid_type') return issue.path.length
  return issue.path.length + 1
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, key) => (typeof key === 'number' ? `${name}[${key}]` : `${name}${name === '' ? '' : '.'}${String(key)}`),
    '',
  )
}
