import type { Fault } from '@shared/model/fault'

/** The log failed, not what is written to it: once the log answers, or another takes its place, the work continues. */
export function isLogFault({ code }: Fault): boolean {
  return code === 'log-remade' || code === 'log-unavailable'
}
