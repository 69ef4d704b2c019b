import type { AlarmRule } from '../alarm-rule'

const GIGABYTE = 1_000_000_000
/** An open alarm ends only with this much more than the limit, so that it does not come and go. */
const ENOUGH = 1.25
const AFTER_MS = 6_000

/** The disk of the data directory has less room than the limit. */
export function diskShort(): AlarmRule {
  return {
    kind: 'disk-short',
    read({ freeDiskBytes: free, dataDir }, { freeDiskBytes: limit }) {
      if (free === null) return 'unknown'
      if (free >= limit * ENOUGH) return []
      return [
        {
          subject: null,
          title: 'The disk is nearly full',
          sentence: `Only ${gigabytes(free)} are free on the disk of ${dataDir}; the limit is ${gigabytes(limit)}. Free some space: on a full disk the pipeline stops until there is room.`,
          level: free < limit ? 'raise' : 'hold',
          afterMs: AFTER_MS,
        },
      ]
    },
  }
}

function gigabytes(bytes: number): string {
  const digits = bytes < GIGABYTE ? 2 : 1
  return `${(bytes / GIGABYTE).toLocaleString('en', { maximumFractionDigits: digits })} GB`
}
