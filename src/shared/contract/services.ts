import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { WholeNumber } from '../model/number-schemas'
import {
  Credential,
  Preflight,
  ServiceConnection,
  ServiceId,
  ServiceLogFilter,
  ServiceLogLine,
  ServicesStatus,
  ServicesUsage,
} from '../model/service'
import { base, page } from './base'

/** One service, or those of a profile; without either: all services of the chosen profiles. */
const some = z.object({ service: ServiceId.optional(), profile: z.string().optional() })

/** The containers. Each call resolves when the request is recorded; the feed shows the result. */
export const services = {
  feed: base.output(eventIterator(ServicesStatus)),
  /** CPU, memory and network of the last five minutes; sent again with every sample. */
  usage: base.output(eventIterator(ServicesUsage)),
  preflight: base.output(Preflight),
  start: base.input(some).output(z.void()),
  stop: base.input(some).output(z.void()),
  restart: base.input(z.object({ service: ServiceId })).output(z.void()),
  /** Stops the service and removes its container; `withData` also removes its volumes. */
  remove: base.input(some.extend({ withData: z.boolean() })).output(z.void()),
  cancelPull: base.input(z.object({ service: ServiceId })).output(z.void()),
  /** Publishes a service on another port of 127.0.0.1. A running container is recreated. */
  usePort: base.input(z.object({ variable: z.string(), port: z.number().int().min(1).max(65_535) })).output(z.void()),
  credentials: base.output(z.array(Credential)),
  /** How other programs on this machine connect to the service, password included; null when it has no such port. */
  connection: base.input(z.object({ service: ServiceId })).output(ServiceConnection.nullable()),
}

/** The output of the services, kept on disk across container restarts. */
export const logs = {
  /**
   * The newest lines that fit, then each new line. The first item has `reset: true`. When more than `limit` lines arrive between two items,
   * the next item also has `reset: true` and starts again with the newest lines; get older lines with `list`.
   */
  feed: base
    .input(ServiceLogFilter.extend({ limit: z.number().int().min(1).max(2_000) }))
    .output(eventIterator(z.object({ reset: z.boolean(), lines: z.array(ServiceLogLine) }))),
  /** Newest first, older than `before`. */
  list: base
    .input(ServiceLogFilter.extend({ before: WholeNumber.optional(), limit: z.number().int().min(1).max(2_000) }))
    .output(page(ServiceLogLine)),
  /** The newest lines that fit, as text. The text names its own size limit. */
  export: base.input(ServiceLogFilter).output(z.file()),
}
