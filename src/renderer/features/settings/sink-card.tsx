import type { Settings } from '@shared/model/settings'
import { Card } from '../../ui/card'
import { type Choice, Choices } from '../../ui/choices'
import classes from './backend-card.module.css'
import { useSettingChange } from './use-setting-change'

type Kind = Settings['sink']['kind']

/** Which sink moves the log into the store. */
export function SinkCard({ kind, backend }: { kind: Kind; backend: Settings['backend'] }) {
  const { change, problem } = useSettingChange()
  const docker = backend === 'docker'
  const choices: readonly Choice<Kind>[] = [
    {
      value: 'built-in',
      title: 'Built-in',
      meaning: 'Millrace reads the log and writes to the store itself. Works with every backend.',
      refused: null,
    },
    {
      value: 'connect',
      title: 'Kafka Connect',
      meaning: 'The ClickHouse sink connector in Kafka Connect, configured and monitored by Millrace.',
      refused: docker ? null : 'Needs the Docker backend.',
    },
  ]
  return (
    <Card about="sink" title="Sink" subtitle="what moves events from the log to the store" className={classes.card}>
      <Choices
        label="Sink"
        choices={choices}
        value={docker ? kind : 'built-in'}
        problem={problem}
        onChoose={(chosen) => void change({ sink: { kind: chosen } })}
      />
      <p className={classes.note}>
        Only one runs at a time. Each continues where the other stopped, so nothing is lost or stored twice.
      </p>
    </Card>
  )
}
