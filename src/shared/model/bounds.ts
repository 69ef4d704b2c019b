import { z } from 'zod'

/** Nothing that Millrace counts or names by a number is larger; an epoch of the log comes nearest. Below what a number holds exactly. */
const MOST = 9e15
/** The last second of the year 9999. */
const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** A number of bytes, an offset, an id that grows by one. */
export const Whole = z.number().int().min(0).max(MOST)
/** Epoch milliseconds. */
export const Instant = z.number().min(-LAST_INSTANT).max(LAST_INSTANT)
