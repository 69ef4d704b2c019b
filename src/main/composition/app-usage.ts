import { readFile } from 'node:fs/promises'

/** CPU since the last call (percent of one core) and resident memory of this process and the store's server. */
export function appUsage(storePid: () => number | null): () => Promise<{ cpuPercent: number; memoryBytes: number }> {
  let before = { at: performance.now(), cpuMs: 0 }
  return async () => {
    const own = process.cpuUsage()
    const store = await storeUsage(storePid())
    const cpuMs = (own.user + own.system) / 1_000 + store.cpuMs
    const at = performance.now()
    const cpuPercent = Math.max(0, Math.round(((cpuMs - before.cpuMs) / Math.max(1, at - before.at)) * 100))
    before = { at, cpuMs }
    return { cpuPercent, memoryBytes: process.memoryUsage.rss() + store.memoryBytes }
  }
}

const TICK_MS = 10
const PAGE_BYTES = 4_096

/** Linux has the store's usage in /proc; elsewhere it is unknown and counts as zero. */
async function storeUsage(pid: number | null): Promise<{ cpuMs: number; memoryBytes: number }> {
  if (pid === null || process.platform !== 'linux') return { cpuMs: 0, memoryBytes: 0 }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (stat === null) return { cpuMs: 0, memoryBytes: 0 }
  // The name in parentheses may contain spaces; the field after it is number 3, and fields 14, 15 and 24 are needed.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const field = (n: number) => Number(fields[n - 3] ?? 0)
  return { cpuMs: (field(14) + field(15)) * TICK_MS, memoryBytes: field(24) * PAGE_BYTES }
}
