import { type ContainerLogging, FILE_PATH_BYTES, type HealthCheck } from '@main/ports/containers'
import { ServiceId, ServiceRole, StartCondition } from '@shared/model/service'
import { z } from 'zod'
import { encryptionKey } from './encrypted-port'
import { portMapping } from './port-mapping'
import { shellWords } from './shell-words'
import { byteCount, durationMs } from './units'

/** Compose's own defaults. */
const STOP_GRACE_MS = 10_000
const PROBE_MS = 30_000
const PROBE_RETRIES = 3

const scalar = z.union([z.string(), z.number(), z.boolean()])

/** A text that `parse` accepts; error messages use `what` to describe the expected value. */
function worded<T>(parse: (text: string) => T | null, what: string) {
  return z.union([z.string(), z.number()]).transform((value, context): T => {
    const parsed = parse(String(value))
    if (parsed !== null) return parsed
    context.issues.push({ code: 'custom', message: `is not ${what}: "${value}"`, input: value })
    return z.NEVER
  })
}

const duration = worded(durationMs, 'a duration such as 30s or 1m30s')
const bytes = worded(byteCount, 'an amount of memory such as 512m or 2g')

/** A command line, split like a shell does, or a list of words. */
const command = z.union([
  z.string().transform((line, context) => {
    try {
      return shellWords(line)
    } catch (error) {
      context.issues.push({ code: 'custom', message: (error as Error).message, input: line })
      return z.NEVER
    }
  }),
  z.array(scalar.transform(String)),
])

const environment = z
  .union([
    z.record(z.string(), scalar.nullable()).transform((map) => Object.entries(map)),
    z.array(z.string()).transform((lines) => lines.map((line) => pair(line))),
  ])
  .transform((entries) =>
    Object.fromEntries(entries.map(([name, value]) => [name, value === null ? '' : String(value)])),
  )

const labels = environment.refine((map) => Object.keys(map).every((name) => !name.startsWith('com.docker.compose.')), {
  message: 'must not set labels of Compose itself (com.docker.compose.…)',
})

function pair(line: string): [string, string | null] {
  const at = line.indexOf('=')
  return at === -1 ? [line, null] : [line.slice(0, at), line.slice(at + 1)]
}

const dependsOn = z.union([
  z
    .array(ServiceId)
    .transform((ids) => ids.map((service) => ({ service, condition: 'service_started' as const, restart: false }))),
  z
    .record(
      z.string(),
      z.strictObject({ condition: StartCondition.default('service_started'), restart: z.boolean().default(false) }),
    )
    .transform((map) => Object.entries(map).map(([service, dependency]) => ({ service, ...dependency }))),
])

const probe = z.union([
  z.string().transform((line) => ['CMD-SHELL', line]),
  z
    .array(scalar.transform(String))
    .refine(([kind, ...rest]) => (kind === 'NONE' ? rest.length === 0 : rest.length > 0) && isProbe(kind), {
      message: 'must begin with CMD or CMD-SHELL and a command, or be NONE',
    }),
])

function isProbe(kind: string | undefined): boolean {
  return kind === 'CMD' || kind === 'CMD-SHELL' || kind === 'NONE'
}

const healthCheck = z
  .strictObject({
    test: probe.optional(),
    interval: duration.default(PROBE_MS),
    timeout: duration.default(PROBE_MS),
    retries: z.coerce.number().int().min(1).default(PROBE_RETRIES),
    start_period: duration.default(0),
    disable: z.boolean().default(false),
  })
  .refine(({ test, disable }) => disable || test !== undefined, { message: 'needs a test', path: ['test'] })
  .transform(({ test, disable, interval, timeout, retries, start_period }): HealthCheck => {
    const none = disable || !test || test[0] === 'NONE'
    return {
      test: none ? ['NONE'] : test,
      intervalMs: interval,
      timeoutMs: timeout,
      retries,
      startPeriodMs: start_period,
    }
  })

export interface VolumeMount {
  readonly name: string
  readonly path: string
  readonly readOnly: boolean
}

const NAMED = /^(?<name>[a-zA-Z0-9][\w.-]*):(?<path>\/[^:]*)(?::(?<mode>ro|rw))?$/

const volume = z.union([
  z.string().transform((text, context): VolumeMount => {
    const found = NAMED.exec(text)?.groups
    if (found) return { name: found.name ?? '', path: found.path ?? '', readOnly: found.mode === 'ro' }
    const message = `is not a named volume: "${text}"; services cannot use folders of this machine, write NAME:/path`
    context.issues.push({ code: 'custom', message, input: text })
    return z.NEVER
  }),
  z
    .strictObject({
      type: z.string().refine((type) => type === 'volume', {
        message: 'is not "volume"; services cannot use folders of this machine',
      }),
      source: z.string().regex(/^[a-zA-Z0-9][\w.-]*$/),
      target: z.string().startsWith('/'),
      read_only: z.boolean().default(false),
    })
    .transform(({ source, target, read_only }): VolumeMount => ({ name: source, path: target, readOnly: read_only })),
])

/** A file under `configs` of the document, at a place in the container. */
const config = z.strictObject({
  source: z.string().min(1),
  target: z
    .string()
    .startsWith('/')
    .refine((path) => Buffer.byteLength(path) <= FILE_PATH_BYTES, `is longer than ${FILE_PATH_BYTES} bytes`),
})

/** Only this machine can be named: another address would be no business of the file. */
const hostName = z.string().transform((text, context) => {
  const name = /^([a-z0-9][a-z0-9.-]*)[:=]host-gateway$/.exec(text)?.[1]
  if (name !== undefined) return name
  context.issues.push({ code: 'custom', message: `is not NAME:host-gateway: "${text}"`, input: text })
  return z.NEVER
})

/** A folder next to the compose file. */
const contextFolder = z.string().refine((path) => !/^[/~]|^[a-z]+:|(^|\/)\.\.(\/|$)/.test(path), {
  message: 'is not a folder next to the compose file',
})

const build = z.union([
  contextFolder.transform((context) => ({ context, dockerfile: 'Dockerfile' })),
  z.strictObject({ context: contextFolder, dockerfile: contextFolder.default('Dockerfile') }),
])

const fileLimit = z.union([
  z.coerce.number().transform((both) => ({ soft: both, hard: both })),
  z.strictObject({ soft: z.coerce.number(), hard: z.coerce.number() }),
])

const sized = (form: RegExp, what: string) =>
  scalar.transform(String).refine((text) => form.test(text), { message: `is not ${what}` })

const logging = z
  .strictObject({
    driver: z.string().refine((name) => name === 'json-file' || name === 'local', {
      message: 'is neither json-file nor local; the engine cannot read the output back from other drivers',
    }),
    options: z
      .strictObject({
        'max-size': sized(/^\d+[kmg]?$/, 'a size such as 500k or 10m').optional(),
        'max-file': sized(/^[1-9]\d*$/, 'a number of files').optional(),
        compress: sized(/^(true|false)$/, 'true or false').optional(),
      })
      .default({}),
  })
  .transform(({ driver, options }): ContainerLogging => {
    const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
    return { driver, options: Object.fromEntries(given) }
  })

/** How the window shows the service. */
const shown = z.strictObject({
  title: z.string().optional(),
  role: ServiceRole.default('extra'),
  about: z.string().default(''),
  icon: z.string().nullable().default(null),
  links: z
    .array(
      z.strictObject({
        title: z.string(),
        /** A port in the container; the link opens its published port. */
        port: z.coerce.number().int(),
        path: z.string().startsWith('/').default('/'),
        scheme: z.enum(['http', 'https']).default('http'),
      }),
    )
    .default([]),
  encryption: encryptionKey.nullable().default(null),
})

/**
 * The part of the Compose specification that Millrace supports: enough for a service, and nothing that gives access beyond its container.
 */
export const serviceBlock = z.strictObject({
  image: z.string().min(1),
  build: build.nullable().default(null),
  profiles: z.array(z.string()).default([]),
  command: command.nullable().default(null),
  entrypoint: command.nullable().default(null),
  environment: environment.default({}),
  labels: labels.default({}),
  ports: z.array(portMapping).default([]),
  volumes: z.array(volume).default([]),
  configs: z.array(config).default([]),
  extra_hosts: z.array(hostName).default([]),
  depends_on: dependsOn.default([]),
  healthcheck: healthCheck.nullable().default(null),
  mem_limit: bytes.nullable().default(null),
  cpus: z.coerce.number().positive().nullable().default(null),
  ulimits: z.strictObject({ nofile: fileLimit }).nullable().default(null),
  stop_grace_period: duration.default(STOP_GRACE_MS),
  stop_signal: z.string().nullable().default(null),
  logging: logging.nullable().default(null),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']).default('no'),
  user: scalar.transform(String).nullable().default(null),
  working_dir: z.string().nullable().default(null),
  hostname: z.string().nullable().default(null),
  init: z.boolean().default(false),
  'x-millrace': shown.prefault({}),
})
export type ServiceBlock = z.infer<typeof serviceBlock>
