import type { AvroField, Dataset, Event } from '@shared/model/dataset'

/** The number of keys to cache; sources repeat the same users and clients. */
const KEPT = 50_000

/** Makes the key of an event's record: 16 bytes when the key field is a UUID, else its text in UTF-8. */
export function createRecordKeys(dataset: Dataset): (event: Event) => Uint8Array {
  const { key: name } = dataset.roles
  const field = dataset.schema.fields.find((f) => f.name === name)
  const encoding = field && isUuid(field) ? 'hex' : 'utf8'
  const ready = new Map<string, Uint8Array>()
  return (event) => {
    const value = String(event[name])
    const known = ready.get(value)
    if (known) return known
    if (ready.size >= KEPT) ready.clear()
    const key = Buffer.from(encoding === 'hex' ? value.replaceAll('-', '') : value, encoding)
    ready.set(value, key)
    return key
  }
}

function isUuid({ type }: AvroField): boolean {
  return typeof type === 'object' && 'logicalType' in type && type.logicalType === 'uuid'
}
