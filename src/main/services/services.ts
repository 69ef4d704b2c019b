import type { Clock } from '@main/ports/clock'
import type { Containers } from '@main/ports/containers'
import type { LocalPorts } from '@main/ports/local-ports'
import type { Machine } from '@main/ports/machine'
import { createFeed, type Feed } from '@main/signals/feed'
import { type Fault, FaultError } from '@shared/model/fault'
import type { Preflight, ServiceId } from '@shared/model/service'
import type { Values } from './compose/interpolate'
import type { ComposeFile, Stack } from './compose-file'
import { runPreflight } from './preflight/run-preflight'
import { isChosen } from './services-status'
import { createSupervisor, type Supervisor } from './supervisor'
import { whenHealthy } from './when-healthy'

/** What a user chose: values of variables that differ from the compose file's defaults, and profiles. */
export interface ServiceChoices {
  readonly variables: Values
  readonly profiles: readonly string[]
}

/** Where the choices are kept. */
export interface ChoicesStore {
  readonly feed: Feed<{ readonly services: ServiceChoices }>
  change(change: { services: { variables: Record<string, string> } }): Promise<unknown>
}

export interface ServicesOptions {
  readonly compose: ComposeFile
  /** The Compose project's name. */
  readonly project: string
  /** Of the required variables. */
  readonly credentials: Values
  readonly choices: ChoicesStore
  /** `isOurs`: whether the compose file names the image, with the values in force. */
  readonly containers: (isOurs: (image: string) => boolean) => Containers
  readonly localPorts: LocalPorts
  readonly machine: Machine
  readonly clock: Clock
  /** Why nothing can be started, such as passwords that cannot be had; what runs is looked after all the same. */
  readonly startFault?: Fault | null
  /** Only looks: for those who ask how things stand. */
  readonly passive?: boolean
  readonly log: (line: string) => void
}

/**
 * The services of the compose file. They are the engine's: closing Millrace leaves them running, and the next Millrace finds them
 * again and goes on from there. What runs when it begins is what is wanted.
 */
export interface Services extends Supervisor {
  readonly compose: ComposeFile
  readonly project: string
  readonly containers: Containers
  readonly stack: Feed<Stack>
  /** Every variable of the compose file with the value in force, credentials included. Throws when those cannot be had. */
  values(): Values
  /** What must not get into a log. Those that are no longer required may still be in one that is yet to be read. */
  secrets(): readonly string[]
  /** Publishes a service on another port; its container is made anew when it runs. Throws `service-port-taken`. */
  usePort(variable: string, port: number): Promise<void>
  /** What would happen if the chosen services were started now. */
  runPreflight(signal?: AbortSignal): Promise<Preflight>
  /** See `whenHealthy`. */
  whenHealthy(ids: readonly ServiceId[], signal: AbortSignal): Promise<void>
}

/** Throws `compose-invalid` when a chosen value does not fit. Needs no engine: it is looked for while `run` runs. */
export function openServices(options: ServicesOptions): Services {
  const { compose, choices, project } = options
  const resolve = ({ variables }: ServiceChoices) => compose.resolve({ ...variables, ...missingFrom(variables) })
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
        // What was in force stays in force; the value stands in the settings, where it can be corrected.
        options.log(error instanceof FaultError ? JSON.stringify(error.fault) : String(error))
      }
    }
  }
  return {
    ...supervisor,
    compose,
    project,
    containers,
    stack,
    runPreflight(signal) {
      const chosen = stack.value.services.filter((service) => isChosen(service, shown().chosen))
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
      return [...Object.values(options.credentials), ...required.map(({ name }) => stack.value.values[name] ?? '')]
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
      await Promise.all([supervisor.run(signal), followChoices(signal)])
    },
  }
}
