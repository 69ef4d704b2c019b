import type { Dataset } from '@shared/model/dataset'
import type { SubjectNames } from '@shared/model/environment'

/** The registry's subject for a dataset's values, by Confluent's topic-name strategy. */
export function subjectOf({ name }: Pick<Dataset, 'name'>): string {
  return `${name}-value`
}

/** The same by any of Confluent's strategies, on a cluster where the topic may have another name than the dataset. */
export function subjectBy(strategy: SubjectNames, topic: string, { schema }: Pick<Dataset, 'schema'>): string {
  const record = schema.namespace === undefined ? schema.name : `${schema.namespace}.${schema.name}`
  switch (strategy) {
    case 'topic':
      return `${topic}-value`
    case 'record':
      return record
    case 'topic-record':
      return `${topic}-${record}`
  }
}
