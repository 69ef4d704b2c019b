import { once } from 'node:events'
import { connect } from 'node:net'
import { addressesOf } from '@main/backends/external/addresses'
import { environmentOf } from '@main/composition/checked-settings'
import { openSettings } from '@main/composition/settings-store'
import type { ClusterAddresses } from '@main/ports/cluster-addresses'
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

type Server = readonly [host: string, port: number]

function serversOf({ kafka, registry, store, objects, connect }: ClusterAddresses): (readonly [string, Server])[] {
  const brokers = kafka.brokers.map((broker) => {
    const { hostname, port } = new URL(`tcp://${broker}`)
    return [`Kafka ${broker}`, [hostname, Number(port)]] as const
  })
  const http = [
    ['Schema registry', registry.url],
    ['ClickHouse', store.url],
    ['S3', objects.url],
    ...(connect ? [['Kafka Connect', connect.url]] : []),
  ] as [string, string][]
  return [...brokers, ...http.map(([name, url]) => [name, serverOf(url)] as const)]
}

function serverOf(url: string): Server {
  const { protocol, hostname, port } = new URL(url)
  return [hostname, Number(port) || (protocol === 'https:' ? 443 : 80)]
}

async function reached(name: string, [host, port]: Server): Promise<DoctorCheck> {
  const socket = connect(port, host.replace(/^\[|\]$/g, ''))
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_WITHIN_MS) })
    return { name, state: 'good', found: `${host}:${port} takes connections`, advice: null }
  } catch (thrown) {
    const { code, name: kind } = thrown as NodeJS.ErrnoException
    const reason = kind === 'AbortError' ? `no answer within ${CONNECT_WITHIN_MS / 1_000} s` : (code ?? kind)
    const advice =
      'Start the server, correct its address in the environment, or open the way to it (VPN, firewall). "millrace connect test" says more.'
    return { name, state: 'bad', found: `${host}:${port} cannot be reached (${reason})`, advice }
  } finally {
    socket.destroy()
  }
}
