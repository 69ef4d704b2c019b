import { networkInterfaces } from 'node:os'
import type { HostDoor } from '@main/ports/containers'
import type Docker from 'dockerode'

const LOOPBACK = '127.0.0.1'
const IPV4_SUBNET = /^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/

export interface NetworkDoor extends HostDoor {
  /** What the engine must enter for this machine in a container's list of hosts. */
  readonly entry: string
}

/**
 * An engine on this machine gives each network a gateway, which is an address of this machine. One in a virtual machine (Docker Desktop,
 * Colima) has its gateways in there, and forwards what it calls `host-gateway` to the loopback address here.
 */
export function networkDoor(
  { IPAM }: Pick<Docker.NetworkInspectInfo, 'IPAM'>,
  own: readonly string[] = ownAddresses(),
): NetworkDoor {
  for (const { Gateway: address, Subnet: from } of IPAM?.Config ?? []) {
    if (address === undefined || from === undefined || !IPV4_SUBNET.test(from)) continue
    if (own.includes(address)) return { address, from, entry: address }
  }
  return { address: LOOPBACK, from: null, entry: 'host-gateway' }
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))
}
