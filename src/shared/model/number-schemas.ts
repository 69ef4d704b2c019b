import { z } from 'zod'

/**
 * The upper bound of every count and number in Millrace; the largest are the epochs of a log. It is below the largest integer that a
 * JavaScript number holds exactly.
 */
const MOST = 9e15
/** The last second of the year 9999. */
const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** A number of bytes, an offset, or an id that grows by one. */
export const WholeNumber = z.number().int().min(0).max(MOST)
/** Epoch milliseconds. */
export const Instant = z.number().min(-LAST_INSTANT).max(LAST_INSTANT)
