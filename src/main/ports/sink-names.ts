import type { DatasetName } from '@shared/model/dataset'

/** The table that a sink outside Millrace writes a dataset's rows to; what is new of them goes on to the dataset's own table. */
export function landingTableOf(dataset: DatasetName): string {
  return `${dataset}_inlet`
}

/** The topic of records that Kafka Connect could not take. */
export function deadLetterTopicOf(dataset: DatasetName): string {
  return `${dataset}_dead_letters`
}
