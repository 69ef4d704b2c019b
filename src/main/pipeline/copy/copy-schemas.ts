import { canonicalSchema } from '@main/ports/canonical-schema'
import { subjectOf } from '@main/ports/subject-names'
import type { Dataset } from '@shared/model/dataset'
import { openCodec } from '../codec'
import type { CopyContext } from './copy-side'

/** Registers every version of the dataset's schema at the target, oldest first. Ids are the target's own. */
export async function copySchemas({ source, target, signal }: CopyContext, dataset: Dataset): Promise<void> {
  const subject = subjectOf(dataset)
  for (const { schema } of await source.ports.registry.versions(subject)) {
    signal.throwIfAborted()
    await target.ports.registry.register(subject, schema)
  }
  await openCodec(target.ports, dataset)
}

/** Schemas of the source that the target does not have. */
export async function missingSchemas({ source, target }: CopyContext, dataset: Dataset): Promise<number> {
  const subject = subjectOf(dataset)
  const there = (await target.ports.registry.versions(subject)).map(({ schema }) => canonicalSchema(schema))
  const wanted = (await source.ports.registry.versions(subject)).map(({ schema }) => canonicalSchema(schema))
  return wanted.filter((schema) => !there.includes(schema)).length
}
