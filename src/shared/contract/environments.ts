import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { ConnectionTest } from '../model/connection-test'
import { Environment, EnvironmentName, SavedEnvironment, SecretsChange } from '../model/environment'
import { base } from './base'

/** The clusters that the external backend can use. No secret ever comes back. */
export const environments = {
  feed: base.output(eventIterator(z.array(SavedEnvironment))),
  /** Replaces the environment of the same name. */
  save: base.input(z.object({ environment: Environment, secrets: SecretsChange })).output(z.void()),
  /** Removes it with its secrets. The one in use is refused. */
  remove: base.input(z.object({ name: EnvironmentName })).output(z.void()),
  /** Tests it as given, with the kept secrets where none are given. Each item is the whole test so far; the last one is its result. */
  test: base
    .input(z.object({ environment: Environment, secrets: SecretsChange }))
    .output(eventIterator(ConnectionTest)),
}
