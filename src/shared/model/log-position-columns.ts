import type { LogPlace } from './event-trace'

const NAMES = { epoch: 'log_epoch', partition: 'log_partition', offset: 'log_offset' } as const

/** The names in files of the columns with a row's log position; a field of the dataset with the same name keeps it. */
export function logPositionColumns(fields: readonly string[]): Readonly<Record<keyof LogPlace, string>> {
  const free = (name: string) => (fields.includes(name) ? `millrace_${name}` : name)
  return { epoch: free(NAMES.epoch), partition: free(NAMES.partition), offset: free(NAMES.offset) }
}

/** A row's position in the log under these columns. */
export function logPositionFields(place: LogPlace, fields: readonly string[]): Record<string, number> {
  const { epoch, partition, offset } = logPositionColumns(fields)
  return { [epoch]: place.epoch, [partition]: place.partition, [offset]: place.offset }
}
