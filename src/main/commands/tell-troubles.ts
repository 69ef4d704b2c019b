import type { Session } from '@main/session'
import { faultMessage } from '@shared/model/fault-message'
import { printError } from './terminal'

/** The same trouble is told again after this long, not at every attempt. */
const AGAIN_MS = 30_000

/** Says on standard error what goes wrong while a command runs without a window, until the signal aborts. */
export async function tellTroubles(session: Session, signal: AbortSignal): Promise<void> {
  const told = new Map<string, number>()
  for await (const stages of session.runner.feed.follow(signal)) {
    for (const { dataset, fault } of session.troubles.list()) {
      if (!told.has(dataset)) printError(faultMessage(fault))
      told.set(dataset, 0)
    }
    for (const { lastFault } of stages) {
      if (!lastFault) continue
      const message = faultMessage(lastFault.fault)
      const before = told.get(message)
      if (before !== undefined && lastFault.at - before < AGAIN_MS) continue
      told.set(message, lastFault.at)
      printError(message)
    }
  }
}
