import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Scenario, ScenarioEntry, ScenarioId, ScenarioRef, ScenarioRun } from '../model/scenario'
import { base } from './base'

/** Labelled disturbances of the simulator. */
export const scenarios = {
  /** The built-in scenarios first, each group sorted by name. */
  list: base.output(z.array(ScenarioEntry)),
  /**
   * Saves a scenario of the user: under its id, replacing what was there, or under a new id made from its name. Throws `scenario-invalid`.
   */
  save: base.input(z.object({ id: ScenarioId.optional(), scenario: Scenario })).output(ScenarioEntry),
  /** Imports a scenario file as a scenario of the user, under a new id. Throws `scenario-invalid`. */
  import: base.input(z.object({ file: z.file().max(256 * 1024) })).output(ScenarioEntry),
  remove: base.input(z.object({ id: ScenarioId })).output(z.void()),
  /** Starts the scenario now and replaces the running one. Throws `scenario-unknown`, `scenario-invalid`. */
  start: base.input(ScenarioRef).output(ScenarioRun),
  /** Stops the running scenario, or clears one that has ended. */
  stop: base.output(z.void()),
  /** The running scenario or the last one that ended; null when none was started. */
  feed: base.output(eventIterator(ScenarioRun.nullable())),
}
