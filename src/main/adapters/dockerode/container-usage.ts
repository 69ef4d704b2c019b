import type { ContainerUsage } from '@main/ports/containers'
import { z } from 'zod'

const Cpu = z.object({
  cpu_usage: z.object({ total_usage: z.number() }),
  system_cpu_usage: z.number().optional(),
  online_cpus: z.number().optional(),
})

const Stats = z.object({
  read: z.string(),
  cpu_stats: Cpu,
  precpu_stats: Cpu,
  memory_stats: z
    .object({ usage: z.number().default(0), stats: z.record(z.string(), z.number()).default({}) })
    .prefault({}),
  networks: z.record(z.string(), z.object({ rx_bytes: z.number(), tx_bytes: z.number() })).default({}),
})

/** A sample; `first` has no earlier one to compare with; `ended`: the container no longer runs. */
export function containerUsage(item: unknown): ContainerUsage | 'first' | 'ended' {
  const parsed = Stats.safeParse(item)
  if (!parsed.success) return 'ended'
  const { read, cpu_stats: now, precpu_stats: before, memory_stats: memory, networks } = parsed.data
  const at = Date.parse(read)
  if (!(at > 0) || now.system_cpu_usage === undefined) return 'ended'
  if (before.system_cpu_usage === undefined) return 'first'
  const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage
  // The system's time is the sum over its cores; the result must be a fraction of one core.
  const system = (now.system_cpu_usage - before.system_cpu_usage) / (now.online_cpus || 1)
  // Like `docker stats`: memory that the kernel can reclaim immediately does not count. For both versions of control groups.
  const cached = memory.stats.total_inactive_file ?? memory.stats.inactive_file ?? 0
  const total = (direction: 'rx_bytes' | 'tx_bytes') =>
    Object.values(networks).reduce((sum, network) => sum + network[direction], 0)
  return {
    at,
    cpuPercent: system > 0 ? Math.max(0, (used / system) * 100) : 0,
    memoryBytes: Math.max(0, memory.usage - cached),
    receivedBytes: total('rx_bytes'),
    sentBytes: total('tx_bytes'),
  }
}
