import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Fault } from '../model/fault'

/** Every call may fail with a fault; its wording is `faultMessage(error.data)`. */
export const base = oc.errors({ FAULT: { status: 422, data: Fault } })

/** The revision of a window's report, from 1 on. */
export const Revision = z.number().int().min(1).max(1_000_000)

export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), more: z.boolean() })
