import type { ApiContext } from '../context'

export type MinuteWorkContext = Pick<
  ApiContext,
  'datasets' | 'windows' | 'flow' | 'ports' | 'settings' | 'objectUri' | 'refusal'
>

export interface Reply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** `code` is for programs, `detail` for people. */
export function refused(status: number, code: string, detail: string): Reply {
  return { status, body: { code, detail } }
}
