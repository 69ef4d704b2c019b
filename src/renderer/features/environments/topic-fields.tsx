import { NumberInput } from '@mantine/core'
import { TextField } from './fields'
import type { EnvironmentDraft } from './use-environment-draft'

/** How topics are named and created. */
export function TopicFields({ draft }: { draft: EnvironmentDraft }) {
  const { kafka } = draft.environment
  const change = (part: Partial<typeof kafka>) => draft.change({ kafka: { ...kafka, ...part } })
  return (
    <>
      <TextField
        label="Prefix"
        description="Begins the name of every topic, group and transactional id"
        value={kafka.topicPrefix}
        error={draft.errorOf('kafka.topicPrefix')}
        onChange={(topicPrefix) => change({ topicPrefix })}
      />
      <NumberInput
        label="Partitions"
        description="For topics that Millrace creates. Leave empty for the dataset's own number"
        value={kafka.partitions ?? ''}
        error={draft.errorOf('kafka.partitions')}
        min={1}
        max={64}
        onChange={(value) => change({ partitions: value === '' ? null : Number(value) })}
      />
      <NumberInput
        label="Copies"
        description="Of each partition. Leave empty for three, or as many as there are brokers"
        value={kafka.replication ?? ''}
        error={draft.errorOf('kafka.replication')}
        min={1}
        max={15}
        onChange={(value) => change({ replication: value === '' ? null : Number(value) })}
      />
    </>
  )
}
