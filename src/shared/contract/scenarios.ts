import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Scenario, ScenarioEntry, ScenarioId, ScenarioRef, ScenarioRun } from '../model/scenario'
import { base } from './base'

/** Labelled disturbances of the simulator. */
export const scenarios = {
  /** The built-in ones first, each group by name. */
  list: base.output(z.array(ScenarioEntry)),
  /** Keeps one's own scenario: under its id, which is replaced, or a new id from its name. Throws `scenario-invalid`. */
  save: base.input(z.object({ id: ScenarioId.optional(), scenario: Scenario })).output(ScenarioEntry),
  /** Takes a scenario file in as one's own, under a new id. Throws `scenario-invalid`. */
  import: base.input(z.object({ file: z.file().max(256 * 1024) })).output(ScenarioEntry),
  remove: base.input(z.object({ id: ScenarioId })).output(z.void()),
  /** Begins now, in place of one that runs. Throws `scenario-unknown`, `scenario-invalid`. */
  start: base.input(ScenarioRef).output(ScenarioRun),
  /** Ends the one that runs, or puts one that is over aside. */
  stop: base.output(z.void()),
  /** What runs, or was over last; null when nothing was started. */
  feed: base.output(eventIterator(ScenarioRun.nullable())),
}
