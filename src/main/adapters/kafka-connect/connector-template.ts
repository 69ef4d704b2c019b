import { deadLetterTopicOf, landingTableOf } from '@main/ports/landing-names'
import type { DatasetName } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'

/** A connector in the format of `POST /connectors`, with `{{placeholders}}` for what differs between datasets. */
export const ConnectorTemplate = z.strictObject({ name: z.string().min(1), config: z.record(z.string(), z.string()) })
export type ConnectorTemplate = z.infer<typeof ConnectorTemplate>

/** Throws `compose-invalid`; the message names `file`. */
export function parseConnectorTemplate(text: string, file: string): ConnectorTemplate {
  const invalid = (problem: string) => new FaultError({ code: 'compose-invalid', file, problem })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (thrown) {
    throw invalid(thrown instanceof Error ? thrown.message : String(thrown))
  }
  const template = ConnectorTemplate.safeParse(value)
  if (!template.success) throw invalid(z.prettifyError(template.error).replaceAll('\n', ' '))
  const unknown = [...text.matchAll(PLACEHOLDER)].find(([, name]) => wordFor(name, 'any') === undefined)
  if (unknown) throw invalid(`there is no value for ${unknown[0]}`)
  return template.data
}

export function connectorOf(template: ConnectorTemplate, dataset: DatasetName, topicPrefix = ''): ConnectorTemplate {
  const filled = (text: string) =>
    text.replace(PLACEHOLDER, (whole, name) => wordFor(name, dataset, topicPrefix) ?? whole)
  return {
    name: filled(template.name),
    config: Object.fromEntries(Object.entries(template.config).map(([key, value]) => [key, filled(value)])),
  }
}

const PLACEHOLDER = /\{\{(\w+)\}\}/g

function wordFor(placeholder: string | undefined, dataset: DatasetName, topicPrefix = ''): string | undefined {
  switch (placeholder) {
    case 'dataset':
      return dataset
    case 'topic':
      return `${topicPrefix}${dataset}`
    case 'landingTable':
      return landingTableOf(dataset)
    case 'dead_letters':
      return `${topicPrefix}${deadLetterTopicOf(dataset)}`
    default:
      return undefined
  }
}
