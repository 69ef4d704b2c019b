import type { Service, ServicePort } from '@shared/model/service'
import { useMemo } from 'react'
import { useCommand } from './connection/use-command'

export type Named = Pick<Service, 'id' | 'title'>

export interface ServicesSwitch {
  /** Without a service: all of them. */
  start(service?: Named): void
  stop(service?: Named): void
  restart(service: Named): void
  cancelPull(service: Named): void
  remove(withData: boolean, service?: Named): void
  /** Resolves to whether the change was accepted. */
  usePort(variable: NonNullable<ServicePort['variable']>, port: number): Promise<boolean>
}

export function useServicesSwitch(): ServicesSwitch {
  const command = useCommand()
  return useMemo(() => {
    const nameOf = (service?: Named) => service?.title ?? 'The services'
    const only = (service?: Named) => (service ? { service: service.id } : {})
    const run = (title: string, call: Parameters<typeof command>[1]) => void command(title, call)
    return {
      start: (service) => run(`${nameOf(service)} did not start`, (api) => api.services.start(only(service))),
      stop: (service) => run(`${nameOf(service)} did not stop`, (api) => api.services.stop(only(service))),
      restart: (service) =>
        run(`${service.title} did not restart`, (api) => api.services.restart({ service: service.id })),
      cancelPull: (service) =>
        run(`The pull for ${service.title} could not be cancelled`, (api) =>
          api.services.cancelPull({ service: service.id }),
        ),
      remove: (withData, service) =>
        run(`${nameOf(service)} could not be removed`, (api) => api.services.remove({ ...only(service), withData })),
      async usePort(variable, port) {
        const done = await command(`Port ${port} could not be set`, async (api) => {
          await api.services.usePort({ variable, port })
          return true
        })
        return done === true
      },
    }
  }, [command])
}
