import { z } from 'zod'
import type { ChosenBackend } from './app'
import { EnvironmentName } from './environment'

/** What does the minute's analysis: this process, the store where the rows are, or a Spark job. */
export const Engine = z.enum(['in-process', 'clickhouse', 'spark'])
export type Engine = z.infer<typeof Engine>

export const ENGINE_TITLES: Readonly<Record<Engine, string>> = {
  'in-process': 'In process',
  clickhouse: 'ClickHouse',
  spark: 'Spark',
}

/** Who starts the minute's work: Millrace itself (croner), or Airflow. */
export const MinuteScheduler = z.enum(['croner', 'airflow'])
export type MinuteScheduler = z.infer<typeof MinuteScheduler>

/** Who does the minute's work on one backend, or on one environment of your own. */
export const MinuteWork = z.object({
  engine: Engine.default('in-process'),
  scheduler: MinuteScheduler.default('croner'),
})
export type MinuteWork = z.infer<typeof MinuteWork>

export const MinuteWorkChoices = z.object({
  embedded: MinuteWork.prefault({}),
  docker: MinuteWork.prefault({}),
  /** By the name of the environment. A name keeps its choice, as it keeps its data. */
  external: z
    .record(EnvironmentName, MinuteWork)
    .refine((choices) => Object.keys(choices).length <= 1_000, 'Keep the choices of up to 1,000 environments')
    .default({}),
})
export type MinuteWorkChoices = z.infer<typeof MinuteWorkChoices>

export function minuteWorkOn(choices: MinuteWorkChoices, { backend, environment }: ChosenBackend): MinuteWork {
  if (backend !== 'external') return choices[backend]
  const chosen = environment !== null && Object.hasOwn(choices.external, environment)
  return (chosen ? choices.external[environment] : undefined) ?? MinuteWork.parse({})
}

/** The choices with a change of one of them. Without an environment the external backend has none to change. */
export function withMinuteWork(
  choices: MinuteWorkChoices,
  { backend, environment }: ChosenBackend,
  change: z.input<typeof MinuteWork>,
): MinuteWorkChoices {
  const work = MinuteWork.parse({ ...minuteWorkOn(choices, { backend, environment }), ...change })
  if (backend !== 'external') return { ...choices, [backend]: work }
  return environment === null ? choices : { ...choices, external: { ...choices.external, [environment]: work } }
}
