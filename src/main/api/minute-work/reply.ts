import type { StageStatus } from '@shared/model/stage'
import type { ApiContext } from '../context'

export interface MinuteWorkContext extends Pick<ApiContext, 'datasets' | 'objectUri' | 'refusal'> {
  readonly ports: Pick<ApiContext['ports'], 'analyser' | 'clock' | 'ledger' | 'objects'>
  readonly windows: Pick<ApiContext['windows'], 'tracker' | 'gate' | 'wakeups'>
  readonly settings: Pick<ApiContext['settings'], 'feed'>
  readonly flow: {
    readonly runner: {
      readonly feed: { readonly value: readonly Pick<StageStatus, 'id' | 'title' | 'state'>[] }
    }
    readonly troubles: Pick<ApiContext['flow']['troubles'], 'list'>
  }
}

export interface Reply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** `code` is for programs, `detail` for people. */
export function refused(status: number, code: string, detail: string): Reply {
  return { status, body: { code, detail } }
}
