import type { Fault } from '@shared/model/fault'
import { ENGINE_TITLES, Engine, MinuteScheduler, withMinuteWork } from '@shared/model/minute-work'
import { Settings } from '@shared/model/settings'
import { z } from 'zod'

/** Version 0.2 kept one engine and one scheduler for every backend. */
const ForEveryBackend = z.object({
  analysis: z
    .object({ engine: z.unknown(), scheduler: z.unknown() })
    .partial()
    .refine((analysis) => 'engine' in analysis || 'scheduler' in analysis),
})

const Chosen = z.object({ backend: Settings.shape.backend, environment: Settings.shape.environment })

interface Migrated {
  readonly settings: unknown
  /** What could not be taken over. */
  readonly faults: readonly Fault[]
}

/** The engine and the scheduler go to the backend or environment in use when they were chosen; the others begin with the defaults. */
export function migrateSettings(saved: unknown, file: string): Migrated {
  const old = ForEveryBackend.safeParse(saved)
  if (!old.success) return { settings: saved, faults: [] }
  const { engine, scheduler } = old.data.analysis
  const rest = { ...z.record(z.string(), z.unknown()).parse(saved), analysis: {} }
  const chosen = Chosen.safeParse(rest)
  // The settings are refused anyway, with the reason.
  if (!chosen.success) return { settings: rest, faults: [] }

  const faults: Fault[] = []
  const fitting = <T>(
    schema: z.ZodType<T>,
    value: unknown,
    setting: 'engine' | 'scheduler',
    used: string,
  ): T | undefined => {
    if (value === undefined) return undefined
    const parsed = schema.safeParse(value)
    const place = chosen.data.backend !== 'external' || chosen.data.environment !== null
    if (parsed.success && place) return parsed.data
    const problem = parsed.success ? 'no-environment' : 'unknown'
    faults.push({ code: 'setting-not-kept', file, setting, value: String(value).slice(0, 100), problem, used })
    return undefined
  }
  const change = {
    engine: fitting(Engine, engine, 'engine', ENGINE_TITLES['in-process']),
    scheduler: fitting(MinuteScheduler, scheduler, 'scheduler', 'Millrace'),
  }
  const analysis = withMinuteWork(Settings.parse({}).analysis, chosen.data, change)
  return { settings: { ...rest, analysis }, faults }
}
