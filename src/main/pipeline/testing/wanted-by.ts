import { Settings } from '@shared/model/settings'
import type { Wanted } from '../stage'

/** What the user wants by settings alone: no replay, no history, and a data directory that is opened for the first time. */
export function wantedBy(settings: Settings = Settings.parse({})): Wanted {
  return { settings, replays: [], history: null, starts: 1 }
}
