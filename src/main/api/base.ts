import { implement } from '@orpc/server'
import { contract } from '@shared/contract'
import { FaultError } from '@shared/model/fault'
import type { ApiContext } from './context'
import { type Connection, counted, isFeed } from './feed-limit'

/** The contract with Millrace's context; a fault thrown by any handler reaches the client as data. */
export const api = implement(contract)
  .$context<ApiContext & { readonly connection?: Connection }>()
  .use(async ({ context, next, errors }) => {
    try {
      const result = await next()
      if (!isFeed(result.output) || !context.connection) return result
      return { ...result, output: counted(result.output, context.connection) }
    } catch (thrown) {
      if (thrown instanceof FaultError) throw errors.FAULT({ data: thrown.fault, cause: thrown })
      throw thrown
    }
  })
