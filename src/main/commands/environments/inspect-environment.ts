import { once } from 'node:events'
import { connect } from 'node:net'
import { addressesOf } from '@main/backends/external/addresses'
import { environmentOf } from '@main/composition/checked-settings'
import { openSettings } from '@main/composition/settings-store'
import type { ClusterAddresses } from '@main/ports/cluster-addresses'
import { type Endpoint, endpointOf, endpointText } from '@main/ports/connection-probe'
import { faultOf } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { folderDocuments } from '../../adapters/folder/json-documents'
import type { DoctorCheck } from '../doctor-check'
import { readEnvironments } from './with-environments'

const CONNECT_WITHIN_MS = 3_000

/** Whether the chosen environment can be opened, and whether its servers take connections. Nothing when the backend is another one. */
export async function inspectEnvironment(dataDir: string): Promise<DoctorCheck[]> {
  try {
    const settings = (await openSettings(folderDocuments(dataDir))).feed.value
    const chosen = environmentOf(settings)
    if (chosen === null) return []
    const environments = await readEnvironments(dataDir)
    const addresses = await addressesOf(environments.get(chosen), await environments.secrets(chosen))
    return await Promise.all(serversOf(addresses).map(([name, server]) => reached(`${chosen}: ${name}`, server)))
  } catch (thrown) {
    const advice = faultMessage(faultOf(thrown, 'Environment'))
    return [{ name: 'Environment', state: 'bad', found: 'cannot be opened', advice }]
  }
}

function serversOf({ kafka, registry, store, objects, connect }: ClusterAddresses): (readonly [string, Endpoint])[] {
  const servers = [
    ...kafka.brokers.map((broker) => [`Kafka ${broker}`, broker] as const),
    ['Schema registry', registry.url] as const,
    ['ClickHouse', store.url] as const,
    ['S3', objects.url] as const,
    ...(connect ? [['Kafka Connect', connect.url] as const] : []),
  ]
  return servers.map(([name, address]) => [name, endpointOf(address)] as const)
}

async function reached(name: string, server: Endpoint): Promise<DoctorCheck> {
  const at = endpointText(server)
  const socket = connect(server)
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_WITHIN_MS) })
    return { name, state: 'good', found: `${at} takes connections`, advice: null }
  } catch (thrown) {
    const { code, name: kind } = thrown as NodeJS.ErrnoException
    const reason = kind === 'AbortError' ? `no answer within ${CONNECT_WITHIN_MS / 1_000} s` : (code ?? kind)
    const advice =
      'Start the server, correct its address in the environment, or open the way to it (VPN, firewall). "millrace connect test" says more.'
    return { name, state: 'bad', found: `${at} cannot be reached (${reason})`, advice }
  } finally {
    socket.destroy()
  }
}
