import { z } from 'zod'
import { MinuteWork } from '../model/minute-work'
import { Settings } from '../model/settings'

type WithoutDefault<T> = T extends z.ZodDefault<infer Inner extends z.ZodType> ? Inner : T
type Partly<Shape extends z.core.$ZodShape> = { [K in keyof Shape]: z.ZodOptional<WithoutDefault<Shape[K]>> }

/** All members optional. Without their defaults too: otherwise Zod fills in what was left out, and a change of one resets the others. */
function partly<Shape extends z.core.$ZodShape>({ shape }: z.ZodObject<Shape>): z.ZodObject<Partly<Shape>> {
  const members = Object.fromEntries(
    Object.entries(shape).map(([name, member]) => [
      name,
      z.optional(member instanceof z.ZodDefault ? member.unwrap() : member),
    ]),
  ) as Partly<Shape>
  return z.object(members)
}

const { shape } = Settings
const group = <Shape extends z.core.$ZodShape>(held: z.ZodPrefault<z.ZodObject<Shape>>) =>
  partly(held.unwrap()).optional()

/** The settings that may change while the pipeline runs; what is left out keeps its value. */
export const SettingsChange = z.object({
  backend: shape.backend.unwrap().optional(),
  environment: shape.environment.unwrap().optional(),
  web: group(shape.web),
  desktop: group(shape.desktop),
  sink: group(shape.sink),
  /** Of the backend and environment in use after the change. */
  analysis: partly(MinuteWork).optional(),
  spark: group(shape.spark),
  airflow: group(shape.airflow),
  services: group(shape.services),
  producer: group(shape.producer),
  log: group(shape.log),
  store: group(shape.store),
  windows: group(shape.windows),
})
export type SettingsChange = z.infer<typeof SettingsChange>
