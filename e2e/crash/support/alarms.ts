import { type Alarm, type AlarmKind, isAlarm } from '@shared/model/alarm'
import type { Client } from './client'

/** The alarms of a running Millrace, newest first. */
export async function alarmsOf(client: Client): Promise<Alarm[]> {
  return (await client.incidents.list({ limit: 200 })).items.filter(isAlarm)
}

export async function isOpen(client: Client, kind: AlarmKind): Promise<boolean> {
  return (await alarmsOf(client)).some(({ alarm, state }) => alarm === kind && state !== 'ended')
}

/** How each alarm of the kind ended, oldest first; null while it is open. */
export async function endsOf(client: Client, kind: AlarmKind): Promise<Alarm['endedBy'][]> {
  const ofKind = (await alarmsOf(client)).filter(({ alarm }) => alarm === kind)
  return ofKind.map(({ endedBy }) => endedBy).reverse()
}
