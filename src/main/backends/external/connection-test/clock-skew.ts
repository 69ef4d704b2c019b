import type { HttpAnswer } from '@main/adapters/network-probe/http-request'
import { ProbeFailure } from '@main/ports/connection-probe'

/** Windows close by this machine's clock after a grace of two seconds. */
const MOST_MS = 2_000
const DATE_STEP_MS = 1_000

/** Compares the server's time in an answer's `Date` (whole seconds) with this machine's. Throws `ProbeFailure`. */
export function checkDate({ headers, sentAt, answeredAt }: HttpAnswer): string {
  const said = Date.parse(headers.date ?? '')
  if (Number.isNaN(said)) return 'it does not say its time'
  return checkSkew(said - answeredAt, said + DATE_STEP_MS - sentAt)
}

/** The server's clock is between `least` and `most` milliseconds ahead of this machine's. Throws `ProbeFailure`. */
export function checkSkew(least: number, most: number): string {
  if (least > MOST_MS) throw new ProbeFailure(skewed(least, 'ahead of'))
  if (most < -MOST_MS) throw new ProbeFailure(skewed(-most, 'behind'))
  return 'no more than 2 s apart'
}

function skewed(ms: number, side: string): string {
  const seconds = Math.round(ms / 1_000)
  return `Its clock is ${seconds} s ${side} this machine's: minutes would close too early or too late. Set both by a time server (NTP).`
}
