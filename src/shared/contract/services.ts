import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Whole } from '../model/bounds'
import {
  Credential,
  Preflight,
  ServiceId,
  ServiceLogFilter,
  ServiceLogLine,
  ServicesStatus,
  ServicesUsage,
} from '../model/service'
import { base, page } from './base'

/** Without a service: all of the chosen profiles. */
const some = z.object({ service: ServiceId.optional() })

/** The containers. Each call resolves when the wish is noted; the feed shows what comes of it. */
export const services = {
  feed: base.output(eventIterator(ServicesStatus)),
  /** CPU, memory and network of the last five minutes, again with every sample. */
  usage: base.output(eventIterator(ServicesUsage)),
  preflight: base.output(Preflight),
  start: base.input(some).output(z.void()),
  stop: base.input(some).output(z.void()),
  restart: base.input(z.object({ service: ServiceId })).output(z.void()),
  /** Stops it and removes its container, and with `withData` its volumes too. */
  remove: base.input(some.extend({ withData: z.boolean() })).output(z.void()),
  cancelPull: base.input(z.object({ service: ServiceId })).output(z.void()),
  /** Publishes a service on another port of 127.0.0.1; its container is made anew when it runs. */
  usePort: base.input(z.object({ variable: z.string(), port: z.number().int().min(1).max(65_535) })).output(z.void()),
  credentials: base.output(z.array(Credential)),
}

/** What the services print, kept on disk across their containers. */
export const logs = {
  /**
   * The newest lines that fit, then each new one. The first item has `reset: true`, and so has one after which more than `limit`
   * came: it has the newest again, and those before it are found with `list`.
   */
  feed: base
    .input(ServiceLogFilter.extend({ limit: z.number().int().min(1).max(2_000) }))
    .output(eventIterator(z.object({ reset: z.boolean(), lines: z.array(ServiceLogLine) }))),
  /** Newest first, older than `before`. */
  list: base
    .input(ServiceLogFilter.extend({ before: Whole.optional(), limit: z.number().int().min(1).max(2_000) }))
    .output(page(ServiceLogLine)),
  /** The newest that fit, as text, up to a size that the file itself tells. */
  export: base.input(ServiceLogFilter).output(z.file()),
}
