import { type AvroField, Dataset } from '@shared/model/dataset'

/** A dataset with a kind and a time, and further fields. */
export function plainDataset(name: string, more: readonly AvroField[] = []): Dataset {
  return Dataset.parse({
    name,
    title: name,
    description: '',
    partitions: 2,
    roles: { time: 'at', type: 'kind', outcome: 'kind', errorSymbols: ['B'], key: 'kind' },
    schema: {
      type: 'record',
      name,
      fields: [
        { name: 'kind', type: { type: 'enum', name: 'kind', symbols: ['A', 'B'] } },
        { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
        ...more,
      ],
    },
  })
}
