import type { Runner } from '@main/pipeline/runner'
import type { Feed } from '@main/signals/feed'
import type { ChosenBackend } from '@shared/model/app'
import { minuteWorkOn } from '@shared/model/minute-work'
import type { Settings } from '@shared/model/settings'

/** When the settings choose another engine for this backend, a running analysis ends. Its windows wait in the ledger, and the new engine takes them. */
export async function followEngine(
  settings: Feed<Settings>,
  chosen: ChosenBackend,
  runner: Pick<Runner, 'renew' | 'retitle'>,
  signal: AbortSignal,
): Promise<void> {
  let before = engineOf(settings.value, chosen)
  for await (const value of settings.follow(signal)) {
    const now = engineOf(value, chosen)
    if (now === before) continue
    before = now
    runner.retitle()
    runner.renew(['analyse'])
  }
}

function engineOf({ analysis, spark }: Settings, chosen: ChosenBackend): string {
  const { engine } = minuteWorkOn(analysis, chosen)
  return JSON.stringify(engine === 'spark' ? [engine, spark] : [engine])
}
