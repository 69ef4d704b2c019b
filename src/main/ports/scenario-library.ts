import type { Scenario, ScenarioEntry, ScenarioId, ScenarioRef } from '@shared/model/scenario'

/** Scenario files: the built-in ones, which only come with another version, and the user's own. */
export interface ScenarioLibrary {
  /** The built-in ones first, each group by id. Files that cannot be used are listed with their problem. */
  list(): Promise<ScenarioEntry[]>
  /** Throws `scenario-unknown`, `scenario-invalid`. */
  get(ref: ScenarioRef): Promise<Scenario>
  /** Reads the text of a scenario file; `name` is how messages call it. Throws `scenario-invalid`. */
  parse(text: string, name: string): Scenario
  /** On disk when it resolves; without an id under a new one, from the scenario's name. Throws `scenario-invalid`, `disk-full`. */
  save(scenario: Scenario, id?: ScenarioId): Promise<ScenarioEntry>
  /** Removes one of the user's own; one that is not there is fine. */
  remove(id: ScenarioId): Promise<void>
}
