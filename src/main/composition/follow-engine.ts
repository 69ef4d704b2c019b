import type { Runner } from '@main/pipeline/runner'
import type { Feed } from '@main/signals/feed'
import type { Settings } from '@shared/model/settings'

/** When the settings choose another engine, a running analysis ends. Its windows wait in the ledger, and the new engine takes them. */
export async function followEngine(
  settings: Feed<Settings>,
  runner: Pick<Runner, 'renew' | 'retitle'>,
  signal: AbortSignal,
): Promise<void> {
  let before = engineOf(settings.value)
  for await (const value of settings.follow(signal)) {
    const now = engineOf(value)
    if (now === before) continue
    before = now
    runner.retitle()
    runner.renew(['analyse'])
  }
}

function engineOf({ analysis, spark }: Settings): string {
  return JSON.stringify(analysis.engine === 'spark' ? [analysis.engine, spark] : [analysis.engine])
}
