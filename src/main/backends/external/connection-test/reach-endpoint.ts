import { reach, resolveName } from '@main/adapters/network-probe/reach'
import { type Handshake, NoTls, shakeHands } from '@main/adapters/network-probe/tls-handshake'
import { type Endpoint, endpointText, ProbeFailure } from '@main/ports/connection-probe'
import type { Tls } from '@main/ports/tls'
import type { Steps } from './steps'

const SOON_MS = 14 * 86_400_000

/** Name, connection and TLS of one endpoint. `plainAdvice` says what to choose where plain text answers in place of TLS. */
export async function reachEndpoint(
  steps: Steps,
  endpoint: Endpoint,
  tls: Tls | null,
  plainAdvice: (signal: AbortSignal) => Promise<string>,
): Promise<void> {
  const at = endpointText(endpoint)
  await steps.run(
    'name',
    endpoint.host,
    () => resolveName(endpoint.host),
    (addresses) => addresses.slice(0, 3).join(', '),
  )
  await steps.run('tcp', at, (signal) => reach(endpoint, signal))
  if (!tls) return
  await steps.run('tls', at, (signal) => handshake(endpoint, tls, plainAdvice, signal), describe)
}

async function handshake(
  endpoint: Endpoint,
  tls: Tls,
  plainAdvice: (signal: AbortSignal) => Promise<string>,
  signal: AbortSignal,
): Promise<Handshake> {
  try {
    return await shakeHands(endpoint, tls, signal)
  } catch (thrown) {
    if (thrown instanceof NoTls) throw new ProbeFailure(`${thrown.message} ${await plainAdvice(signal)}`)
    throw thrown
  }
}

function describe({ protocol, subject, validTo }: Handshake): string {
  const until = `valid until ${validTo.toISOString().slice(0, 10)}`
  const soon = validTo.getTime() - Date.now() < SOON_MS ? ' (soon)' : ''
  return `${protocol}, certificate of ${subject}, ${until}${soon}`
}
