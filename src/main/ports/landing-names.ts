import type { DatasetName } from '@shared/model/dataset'

/** The table that a sink outside Millrace writes a dataset's rows to; new rows are copied to the dataset's own table. */
export function landingTableOf(dataset: DatasetName): string {
  return `${dataset}_inlet`
}

/** The topic of records that Kafka Connect could not store. */
export function deadLetterTopicOf(dataset: DatasetName): string {
  return `${dataset}_dead_letters`
}
