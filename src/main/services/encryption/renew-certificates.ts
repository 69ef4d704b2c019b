import type { Clock } from '@main/ports/clock'
import type { Feed } from '@main/signals/feed'
import { DAY_MS } from '@shared/lib/time'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { ServicesStatus } from '@shared/model/service'
import type { Encryption } from './encryption'

/** By then the supervisor has seen the containers that run, and gives those with the old certificate the new one. */
const FIRST_AFTER_MS = 60_000

export interface RenewCertificatesOptions {
  readonly encryption: Pick<Encryption, 'prepare'>
  readonly feed: Feed<ServicesStatus>
  readonly isOn: () => boolean
  readonly clock: Clock
  readonly log: (line: string) => void
  readonly renewed: () => void
}

/** Renews the certificates in time, also in a process that runs for years. A container gets its new one by being created again. */
export async function renewCertificates(options: RenewCertificatesOptions, signal: AbortSignal): Promise<void> {
  const { encryption, feed, isOn, clock, log, renewed } = options
  const engineAnswers = async () => {
    for await (const { engine } of feed.follow(signal)) if (engine.state === 'connected') return
  }
  for (let pause = FIRST_AFTER_MS; !signal.aborted; pause = DAY_MS) {
    await clock.sleep(pause, signal)
    await engineAnswers()
    if (signal.aborted || !isOn()) continue
    try {
      if (!(await encryption.prepare())) continue
      log('renewed the certificates of the services')
      renewed()
    } catch (thrown) {
      // The certificates in force are valid for weeks; the next try is tomorrow.
      log(`the certificates could not be renewed: ${reasonOf(thrown)}`)
    }
  }
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof FaultError) return faultMessage(thrown.fault)
  return thrown instanceof Error ? thrown.message : String(thrown)
}
