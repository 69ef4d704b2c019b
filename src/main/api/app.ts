import { api } from './base'
import { NEVER } from './throttle-and-poll'

const USAGE_MS = 2_000

export const app = {
  info: api.app.info.handler(({ context }) => context.info),
  usage: api.app.usage.handler(async function* ({ context, signal = NEVER }) {
    while (!signal.aborted) {
      yield await context.usage()
      await context.ports.clock.sleep(USAGE_MS, signal)
    }
  }),
}

export const datasets = {
  list: api.datasets.list.handler(({ context }) => [...context.datasets]),
  save: api.datasets.save.handler(({ context, input }) => context.datasetFiles.save(input)),
}
