import { z } from 'zod'

/** No file, offset or count that Millrace meets is larger: a larger one is a mistake or an attack. */
const MOST = 1e15
/** The last second of the year 9999. */
const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** A number of bytes, an offset, an id that grows by one. */
export const Whole = z.number().int().min(0).max(MOST)
/** Epoch milliseconds. */
export const Instant = z.number().min(-LAST_INSTANT).max(LAST_INSTANT)
