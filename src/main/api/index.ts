import { airflow } from './airflow'
import { alerts } from './alerts'
import { app, datasets } from './app'
import { api } from './base'
import { copy } from './copy'
import { deadLetters } from './dead-letters'
import { desktop } from './desktop'
import { environments } from './environments'
import { events } from './events'
import { guide } from './guide'
import { history } from './history'
import { detection, incidents } from './incidents'
import { live } from './live'
import { logs } from './logs'
import { pipeline } from './pipeline'
import { reanalysis } from './reanalysis'
import { replay } from './replay'
import { reports } from './reports'
import { scale } from './scale'
import { scenarios } from './scenarios'
import { score } from './score'
import { services } from './services'
import { settings } from './settings'
import { windows } from './windows'

/** The router for the whole contract. Both hosts use it. */
export const router = api.router({
  app,
  datasets,
  pipeline,
  live,
  windows,
  reports,
  replay,
  copy,
  deadLetters,
  scenarios,
  guide,
  history,
  scale,
  score,
  incidents,
  detection,
  desktop,
  events,
  reanalysis,
  services,
  airflow,
  environments,
  alerts,
  logs,
  settings,
})
