import type { FlowPorts } from '@main/ports'
import type { EventCodec } from '@main/ports/schema-registry'
import { subjectOf } from '@main/ports/subject-names'
import type { Dataset } from '@shared/model/dataset'

/** Registers the dataset's schema (idempotent) and opens a codec that reads all its versions. */
export async function openCodec(ports: Pick<FlowPorts, 'registry' | 'codecs'>, dataset: Dataset): Promise<EventCodec> {
  const own = await ports.registry.register(subjectOf(dataset), dataset.schema)
  const versions = await ports.registry.versions(subjectOf(dataset))
  return ports.codecs.codec([...versions.filter((version) => version.id !== own.id), own])
}
