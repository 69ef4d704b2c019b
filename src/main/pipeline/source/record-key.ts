import { valueKind } from '@shared/model/avro-type'
import type { Dataset, Event } from '@shared/model/dataset'
import { storedFields } from '@shared/model/stored-fields'

/** The number of keys to cache; sources repeat the same users and clients. */
const KEPT = 50_000

/**
 * Makes the key of an event's record: 16 bytes when the key field is a UUID, else its text in UTF-8. Without the role it is the time, which
 * spreads the events over the partitions.
 */
export function createRecordKeys(dataset: Dataset): (event: Event) => Uint8Array {
  const name = dataset.roles.key ?? dataset.roles.time
  const field = storedFields(dataset).find((one) => one.name === name)
  const encoding = field && valueKind(field.type) === 'uuid' ? 'hex' : 'utf8'
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
