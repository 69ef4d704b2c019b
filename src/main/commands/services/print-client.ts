import type { InstallPaths } from '@main/commands/install-paths'
import { type ClientFormat, clientConfiguration } from '@shared/model/client-configuration'
import { FaultError } from '@shared/model/fault'
import { printJson } from '../terminal'
import { openCommandServices, type ServicesOptions } from './with-services'

export interface ClientOptions extends ServicesOptions {
  readonly format: ClientFormat
}

/** What a client on this machine needs to connect to the service, password included. */
export async function printClient(paths: InstallPaths, name: string, options: ClientOptions): Promise<void> {
  const services = await openCommandServices(paths, { ...options, passive: true })
  const connection = services.connection(name)
  if (connection === null) {
    const known = services.compose.encryptedPorts.map(({ service }) => service)
    throw new FaultError({ code: 'service-unknown', name, known })
  }
  if (options.json) printJson(connection)
  else process.stdout.write(clientConfiguration(connection, options.format))
}
