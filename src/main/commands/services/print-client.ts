import type { InstallPaths } from '@main/commands/install-paths'
import type { Services } from '@main/services/services'
import { type ClientFormat, clientConfiguration } from '@shared/model/client-configuration'
import { FaultError } from '@shared/model/fault'
import type { ServiceConnection } from '@shared/model/service'
import { printJson } from '../terminal'
import { openCommandServices, type ServicesOptions } from './with-services'

export interface ClientOptions extends ServicesOptions {
  readonly format: ClientFormat
}

/** What a client on this machine needs to connect to the service, password included. */
export async function printClient(paths: InstallPaths, name: string, options: ClientOptions): Promise<void> {
  const services = await openCommandServices(paths, { ...options, passive: true })
  const connection = clientConnection(services, name, options.format)
  if (options.json) printJson(connection)
  else process.stdout.write(clientConfiguration(connection, options.format))
}

/** Throws `service-without-client`, `service-not-encrypted`. */
export function clientConnection(
  { compose, connection }: Pick<Services, 'compose' | 'connection'>,
  name: string,
  format: ClientFormat,
): ServiceConnection {
  const found = connection(name)
  if (found === null) {
    const known = compose.encryptedPorts.map(({ service }) => service)
    throw new FaultError({ code: 'service-without-client', name, known })
  }
  // An empty file would look like a certificate.
  if (found.login === null && format === 'certificate') {
    throw new FaultError({ code: 'service-not-encrypted', service: name })
  }
  return found
}
