import type { ServiceConnection, ServiceId } from '@shared/model/service'
import type { ComposeFile, Stack } from '../compose-file'
import type { Encryption } from './encryption'

interface Parts {
  readonly compose: Pick<ComposeFile, 'encryptedPorts'>
  readonly stack: Pick<Stack, 'services' | 'values'>
  readonly encryption: Pick<Encryption, 'authority' | 'endsAt'>
}

/** How a client on this machine connects to the port that can be encrypted; null when the service has none. */
export function connectionTo(id: ServiceId, { compose, stack, encryption }: Parts): ServiceConnection | null {
  const encrypted = compose.encryptedPorts.find(({ service }) => service === id)
  const service = stack.services.find((one) => one.id === id)
  const port = service?.ports.find(({ container }) => container === encrypted?.port)
  if (!encrypted || !service || !port) return null
  const address = `127.0.0.1:${port.host}`
  if (!service.encryption?.on) return { address, login: null }
  const { [encrypted.user]: username = '', [encrypted.password]: password = '' } = stack.values
  const login = {
    username,
    password,
    authority: encryption.authority() ?? '',
    endsAt: encryption.endsAt(encrypted) ?? 0,
  }
  return { address, login }
}
