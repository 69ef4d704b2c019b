import { ALARM_TITLES, type AlarmKind } from '@shared/model/alarm'
import type { AlertRule } from '@shared/model/alert'
import type { Measure } from '@shared/model/anomaly'
import { formatMeasured, MEASURES } from '../../ui/format/measure'

/** The names of datasets and types on screen. */
export interface Names {
  dataset(name: string): string
  type(dataset: string | null, type: string): string
}

/** "Anomalous error rate or latency, for Payment or Checkout, in User interactions" */
export function ruleWords({ when, measures, of, dataset }: AlertRule, names: Names): string {
  if (when.kind === 'alarm') return alarmsWords(when.alarms)
  const types = of.kind === 'types' ? either(of.types.map((type) => names.type(dataset, type))) : SCOPES[of.kind]
  const where = dataset === null ? 'every dataset' : names.dataset(dataset)
  return `${what(when, measures)}, for ${types}, in ${where}`
}

const SCOPES = { any: 'each type and the total', together: 'the total' } as const

function alarmsWords(alarms: readonly AlarmKind[]): string {
  if (alarms.length === 0) return 'Every alarm of the pipeline'
  return capital(either(alarms.map((kind) => ALARM_TITLES[kind].toLowerCase())))
}

function what(when: Exclude<AlertRule['when'], { kind: 'alarm' }>, measures: readonly Measure[]): string {
  const measured = either(measures.map((measure) => MEASURES[measure].toLowerCase()))
  const [measure] = measures
  if (when.kind === 'anomalous' || measure === undefined) return capital(`anomalous ${measured}`)
  return capital(`${measured} ${when.bound} ${formatMeasured(measure, when.limit)}`)
}

/** "desktop, 2 webhooks" */
export function channelsWords(
  { app, desktop, webhooks }: AlertRule['channels'],
  all: ReadonlyMap<string, string>,
): string {
  const named = webhooks.flatMap((id) => all.get(id) ?? [])
  const recipients = [...(app ? ['this window'] : []), ...(desktop ? ['desktop'] : []), ...named]
  return recipients.length === 0 ? 'notifies no one' : `notifies ${recipients.join(', ')}`
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
