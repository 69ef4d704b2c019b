import { Settings } from '@shared/model/settings'
import type { StageInstructions } from '../stage'

/** What the user wants by settings alone: no replay, no history, and a data directory that is opened for the first time. */
export function wantedBy(settings: Settings = Settings.parse({})): StageInstructions {
  return { settings, replays: [], history: null, starts: 1 }
}
