import type { App } from '@main/composition/app'
import type { Fault } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { printError } from './terminal'

/** The same trouble is printed again after this long, not at every attempt. */
const AGAIN_MS = 30_000

/** Says on standard error what goes wrong while a command runs without a window, until the signal aborts. */
export async function printFaults(app: Pick<App, 'session'>, signal: AbortSignal): Promise<void> {
  const printed = new Map<string, number>()
  const print = (fault: Fault, at: number) => {
    const message = faultMessage(fault)
    const before = printed.get(message)
    if (before !== undefined && at - before < AGAIN_MS) return
    printed.set(message, at)
    printError(message)
  }
  for await (const session of app.session.follow(signal)) {
    if (session === null) continue
    for await (const stages of session.flow.runner.feed.follow(AbortSignal.any([signal, session.closing]))) {
      // What a dataset lacks stays so until a person does something: once is enough.
      for (const { fault } of session.flow.troubles.list()) print(fault, 0)
      for (const { lastFault } of stages) if (lastFault) print(lastFault.fault, lastFault.at)
    }
  }
}
