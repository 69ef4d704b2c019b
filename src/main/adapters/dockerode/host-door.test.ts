import { expect, it } from 'vitest'
import { networkDoor } from './host-door'

const IPAM = {
  Driver: 'default',
  Options: {},
  Config: [
    { Subnet: 'fd00::/64', Gateway: 'fd00::1' },
    { Subnet: '172.20.0.0/16', Gateway: '172.20.0.1' },
  ],
}

it('takes the gateway of the network, if it is an address of this machine', () => {
  const door = networkDoor({ IPAM }, ['127.0.0.1', 'fd00::1', '172.20.0.1'])
  expect(door).toEqual({ address: '172.20.0.1', from: '172.20.0.0/16', entry: '172.20.0.1' })
})

it('takes the loopback address if the gateway is in a virtual machine, or unknown', () => {
  const forwarded = { address: '127.0.0.1', from: null, entry: 'host-gateway' }
  expect(networkDoor({ IPAM }, ['127.0.0.1', '192.168.1.5'])).toEqual(forwarded)
  expect(networkDoor({ IPAM: { Driver: 'default', Options: {} } })).toEqual(forwarded)
})
