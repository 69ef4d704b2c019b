import { log } from './log-stage'
import { sink } from './sink/sink-stage'
import { source } from './source/source-stage'
import type { StageDefinition } from './stage'
import { store } from './store-stage'
import { analyse } from './windows/analyse-stage'
import { extract } from './windows/extract-stage'
import { report } from './windows/report-stage'

/** The stages of the pipeline, in the order of the data flow. The screen draws this list. */
export const stages: readonly StageDefinition[] = [source, log, sink, store, extract, analyse, report]
