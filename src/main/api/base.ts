import { implement } from '@orpc/server'
import { contract } from '@shared/contract'
import { FaultError } from '@shared/model/fault'
import type { ApiContext } from './context'

/** The contract with our context; a fault thrown by any handler reaches the other end as data. */
export const api = implement(contract)
  .$context<ApiContext>()
  .use(async ({ next, errors }) => {
    try {
      return await next()
    } catch (thrown) {
      if (thrown instanceof FaultError) throw errors.FAULT({ data: thrown.fault, cause: thrown })
      throw thrown
    }
  })
