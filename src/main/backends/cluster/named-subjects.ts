import type { RegisteredSchema, SchemaRegistry } from '@main/ports/schema-registry'
import { subjectBy, subjectOf } from '@main/ports/subject-names'
import type { Dataset } from '@shared/model/dataset'
import type { SubjectNames } from '@shared/model/environment'

/** The subjects in the registry, by the subject as the pipeline names it. Plain data. */
export type SubjectTable = Readonly<Record<string, string>>

export function subjectTable(datasets: readonly Dataset[], strategy: SubjectNames, topicPrefix: string): SubjectTable {
  return Object.fromEntries(
    datasets.map((dataset) => [subjectOf(dataset), subjectBy(strategy, `${topicPrefix}${dataset.name}`, dataset)]),
  )
}

/** The same registry, with its subjects named as the pipeline names them. */
export function namedSubjects(registry: SchemaRegistry, table: SubjectTable): SchemaRegistry {
  const there = (subject: string) => table[subject] ?? subject
  const here = new Map(Object.entries(table).map(([ours, theirs]) => [theirs, ours]))
  const renamed = (schema: RegisteredSchema): RegisteredSchema => ({
    ...schema,
    subject: here.get(schema.subject) ?? schema.subject,
  })
  return {
    register: async (subject, schema) => renamed(await registry.register(there(subject), schema)),
    async byId(id, subject) {
      const found = await registry.byId(id, subject === undefined ? undefined : there(subject))
      return found && renamed(found)
    },
    versions: async (subject) => (await registry.versions(there(subject))).map(renamed),
    close: () => registry.close(),
  }
}
