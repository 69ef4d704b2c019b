import type { Clock } from '@main/ports/clock'
import type { Containers } from '@main/ports/containers'
import type { LocalPorts } from '@main/ports/local-ports'
import type { Machine } from '@main/ports/machine'
import { createFeed, type Feed } from '@main/signals/feed'
import { type Fault, FaultError } from '@shared/model/fault'
import type { Preflight, ServiceConnection, ServiceId } from '@shared/model/service'
import type { Values } from './compose/interpolate'
import { withDependencies } from './compose/start-order'
import type { ComposeFile, Stack } from './compose-file'
import { connectionTo } from './encryption/connection-to'
import type { Encryption } from './encryption/encryption'
import { renewCertificates } from './encryption/renew-certificates'
import { runPreflight } from './preflight/run-preflight'
import { isChosen } from './services-status'
import { createSupervisor, type Supervisor } from './supervisor'
import { whenHealthy } from './when-healthy'

/** The user's choices: values of variables that differ from the compose file's defaults, and profiles. */
export interface ServiceChoices {
  readonly variables: Values
  readonly encrypt: boolean
  readonly profiles: readonly string[]
}

/** Where the choices are saved. */
export interface ChoicesStore {
  readonly feed: Feed<{ readonly services: ServiceChoices }>
  change(change: { services: { variables: Record<string, string> } }): Promise<unknown>
}

export interface ServicesOptions {
  readonly compose: ComposeFile
  /** The Compose project's name. */
  readonly project: string
  /** Values of the required variables. */
  readonly credentials: Values
  readonly encryption: Encryption
  readonly choices: ChoicesStore
  /** `isOurs`: whether the compose file names the image, with the current values. */
  readonly containers: (isOurs: (image: string) => boolean) => Containers
  readonly localPorts: LocalPorts
  readonly machine: Machine
  readonly clock: Clock
  /** Why nothing can be started, such as unreadable passwords; running services are still supervised. */
  readonly startFault?: Fault | null
  /** Observes without changing anything, for callers that only need the state. */
  readonly passive?: boolean
  readonly log: (line: string) => void
}

/**
 * The services of the compose file. They belong to the engine: closing Millrace leaves them running, and the next Millrace finds them and
 * continues from there. Services that run at its start are wanted.
 */
export interface Services extends Supervisor {
  readonly compose: ComposeFile
  readonly project: string
  readonly containers: Containers
  readonly stack: Feed<Stack>
  /** Every variable of the compose file with its current value, including credentials. Throws when the credentials are not available. */
  values(): Values
  /** How a program on this machine connects to the port that can be encrypted; null when the service has none. */
  connection(id: ServiceId): ServiceConnection | null
  /** Makes what encryption needs, before it is switched on. Throws `secrets-closed`. */
  prepareEncryption(): Promise<void>
  /** Values that must not appear in a log. Includes passwords that are no longer required, because unread logs may still contain them. */
  secrets(): readonly string[]
  /** Publishes a service on another port; a running container is recreated. Throws `service-port-taken`. */
  usePort(variable: string, port: number): Promise<void>
  /** A preview of starting services now, next to those that run; without names: the services of the chosen profiles. */
  runPreflight(signal?: AbortSignal, ids?: readonly ServiceId[]): Promise<Preflight>
  /** See `whenHealthy`. */
  whenHealthy(ids: readonly ServiceId[], signal: AbortSignal): Promise<void>
}

/** Throws `compose-invalid` when a chosen value is not valid. Needs no engine: `run` searches for it. */
export function openServices(options: ServicesOptions): Services {
  const { compose, choices, project, encryption } = options
  const resolve = ({ variables, encrypt }: ServiceChoices) =>
    compose.resolve({ ...variables, ...missingFrom(variables), ...(encrypt ? encryption.values() : {}) })
  const missingFrom = (variables: Values) =>
    Object.fromEntries(Object.entries(options.credentials).filter(([name]) => !variables[name]))
  const stack = createFeed(resolve(choices.feed.value.services))
  const containers = options.containers((image) => [...stack.value.specs.values()].some((spec) => spec.image === image))
  const { profiles } = compose
  const shown = () => ({ project, profiles, chosen: choices.feed.value.services.profiles })
  const supervisor = createSupervisor({ ...options, containers, stack, shown })
  const refuse = () => {
    if (options.startFault) throw new FaultError(options.startFault)
  }

  const followChoices = async (signal: AbortSignal) => {
    for await (const { services } of choices.feed.follow(signal)) {
      try {
        stack.publish(resolve(services))
      } catch (error) {
        // The previous values stay in force; the invalid value is in the settings, where the user can correct it.
        options.log(error instanceof FaultError ? JSON.stringify(error.fault) : String(error))
      }
    }
  }
  const renewing = (signal: AbortSignal) =>
    renewCertificates(
      {
        ...options,
        feed: supervisor.feed,
        isOn: () => choices.feed.value.services.encrypt,
        renewed: () => stack.publish(resolve(choices.feed.value.services)),
      },
      signal,
    )
  return {
    ...supervisor,
    compose,
    project,
    containers,
    stack,
    runPreflight(signal, ids) {
      const { services: all } = stack.value
      const wanted = supervisor.feed.value.services.flatMap(({ wanted, service }) => (wanted ? [service.id] : []))
      const named = ids && withDependencies(all, [...ids, ...wanted])
      const chosen = all.filter((service) => named?.includes(service.id) ?? isChosen(service, shown().chosen))
      return runPreflight({ ...options, containers, stack: stack.value, chosen }, signal)
    },
    start(ids) {
      refuse()
      supervisor.start(ids)
    },
    restart(id) {
      refuse()
      supervisor.restart(id)
    },
    secrets() {
      const required = compose.variables.filter((variable) => variable.required)
      const named = required.map(({ name }) => stack.value.values[name] ?? '')
      return [...Object.values(options.credentials), ...encryption.secret(), ...named]
    },
    connection(id) {
      refuse()
      return connectionTo(id, { compose, stack: stack.value, encryption })
    },
    async prepareEncryption() {
      refuse()
      await encryption.prepare()
    },
    values() {
      refuse()
      return stack.value.values
    },
    whenHealthy: (ids, signal) => whenHealthy(supervisor.feed, ids, options.clock, signal),
    async usePort(variable, port) {
      refuse()
      const { services } = stack.value
      if (!services.some(({ ports }) => ports.some((published) => published.variable === variable))) {
        const problem = `no port is published by a variable ${variable}`
        throw new FaultError({ code: 'compose-invalid', file: compose.path, problem })
      }
      const holder = services.find(({ ports }) => ports.some((p) => p.host === port && p.variable !== variable))
      if (holder) {
        const service = services.find(({ ports }) => ports.some((p) => p.variable === variable))?.title ?? variable
        throw new FaultError({ code: 'service-port-taken', service, port, by: holder.title, variable, free: null })
      }
      await choices.change({
        services: { variables: { ...choices.feed.value.services.variables, [variable]: String(port) } },
      })
    },
    async run(signal) {
      const others = options.passive ? [] : [renewing(signal)]
      await Promise.all([supervisor.run(signal), followChoices(signal), ...others])
    },
  }
}
