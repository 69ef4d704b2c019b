import type { FlowPorts } from '@main/ports'
import type { EventCodec } from '@main/ports/schema-registry'
import type { Dataset } from '@shared/model/dataset'

/** The registry's subject for a dataset's values, by Confluent's topic-name strategy. */
export function subjectOf(dataset: Dataset): string {
  return `${dataset.name}-value`
}

/** Registers the dataset's schema (idempotent) and opens a codec that reads all its versions. */
export async function openCodec(ports: Pick<FlowPorts, 'registry' | 'codecs'>, dataset: Dataset): Promise<EventCodec> {
  const own = await ports.registry.register(subjectOf(dataset), dataset.schema)
  const versions = await ports.registry.versions(subjectOf(dataset))
  return ports.codecs.codec([...versions.filter((version) => version.id !== own.id), own])
}
