/** The screens by the name in their address, with their titles. `live-window` is the live screen alone, in its own window. */
export const SCREEN_TITLES = {
  pipeline: 'Pipeline',
  live: 'Live',
  reports: 'Reports',
  events: 'Events',
  incidents: 'Incidents',
  'dead-letters': 'Dead letters',
  replay: 'Replay',
  services: 'Services',
  logs: 'Logs',
  environments: 'Environments',
  scenarios: 'Scenarios',
  alerts: 'Alerts',
  score: 'Score',
  scale: 'Scale',
  settings: 'Settings',
  'live-window': 'Live',
} as const
export type Screen = keyof typeof SCREEN_TITLES

export const SCREENS = Object.keys(SCREEN_TITLES) as readonly Screen[]
