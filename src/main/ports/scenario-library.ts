import type { Scenario, ScenarioEntry, ScenarioId, ScenarioRef } from '@shared/model/scenario'

/** Scenario files: the built-in ones, which change only with a new version, and the user's own. */
export interface ScenarioLibrary {
  /** The built-in ones first, each group sorted by id. Unusable files are listed with their problem. */
  list(): Promise<ScenarioEntry[]>
  /** Throws `scenario-unknown`, `scenario-invalid`. */
  get(ref: ScenarioRef): Promise<Scenario>
  /** Reads the text of a scenario file; messages call it `name`. Throws `scenario-invalid`. */
  parse(text: string, name: string): Scenario
  /** On disk when it resolves; without an id, under a new one made from the scenario's name. Throws `scenario-invalid`, `disk-full`. */
  save(scenario: Scenario, id?: ScenarioId): Promise<ScenarioEntry>
  /** Removes one of the user's own scenarios; ignores a missing one. */
  remove(id: ScenarioId): Promise<void>
}
