import { Checkbox, Modal, SegmentedControl, TextInput } from '@mantine/core'
import type { AlertRule, AlertSettings } from '@shared/model/alert'
import type { Dataset } from '@shared/model/dataset'
import { useState } from 'react'
import { useSaving } from '../../state/connection/use-saving'
import { Form } from '../../ui/form'
import { Problem } from '../../ui/problem'
import classes from './dialog.module.css'
import { RuleAlarmFields } from './rule-alarm-fields'
import { RuleConditionFields } from './rule-condition-fields'
import { checkDraft, draftOf, NEW_RULE, type RuleDraft } from './rule-draft'
import { RuleScopeFields } from './rule-scope-fields'

interface RuleDialogProps {
  /** Null: a new one. */
  rule: AlertRule | null
  settings: AlertSettings
  datasets: readonly Dataset[]
  onClose(): void
}

export function RuleDialog({ rule: before, settings: { rules, webhooks }, datasets, onClose }: RuleDialogProps) {
  const { save, saving, problem } = useSaving()
  const [draft, setDraft] = useState<RuleDraft>(() => (before ? draftOf(before) : NEW_RULE))
  // Errors show only after the first attempt to save.
  const [tried, setTried] = useState(false)
  const taken = rules.map(({ id }) => id)
  const checked = checkDraft(draft, before, taken)
  const problems = tried ? checked.problems : {}
  const change = (part: Partial<RuleDraft>) => setDraft({ ...draft, ...part })
  const { channels } = draft
  const changeChannels = (part: Partial<RuleDraft['channels']>) => change({ channels: { ...channels, ...part } })
  const submit = async () => {
    setTried(true)
    const { rule } = checked
    if (rule && (await save((api) => api.alerts.saveRule(rule)))) onClose()
  }
  return (
    <Modal opened onClose={onClose} title={before ? 'Edit rule' : 'New rule'} size={560}>
      <Form className={classes.form} submit="Save rule" saving={saving} onSubmit={submit} onCancel={onClose}>
        <TextInput
          label="Name"
          data-autofocus
          placeholder="Payments fail"
          value={draft.name}
          error={problems.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <SegmentedControl
          aria-label="Notify about"
          fullWidth
          value={draft.kind}
          data={[
            { value: 'threshold', label: 'A fixed limit' },
            { value: 'anomalous', label: 'Any anomaly' },
            { value: 'alarm', label: 'The pipeline' },
          ]}
          onChange={(kind) => change({ kind: KINDS.find((known) => known === kind) ?? draft.kind })}
        />
        {draft.kind === 'alarm' ? (
          <RuleAlarmFields draft={draft} onChange={change} />
        ) : (
          <>
            <RuleConditionFields draft={draft} problems={problems} onChange={change} />
            <RuleScopeFields draft={draft} problems={problems} datasets={datasets} onChange={change} />
          </>
        )}
        <fieldset className={classes.choices}>
          <legend className={classes.label}>Notify</legend>
          <Checkbox
            label="This window"
            checked={channels.app}
            onChange={(event) => changeChannels({ app: event.currentTarget.checked })}
          />
          <Checkbox
            label="The desktop"
            checked={channels.desktop}
            onChange={(event) => changeChannels({ desktop: event.currentTarget.checked })}
          />
          {webhooks.map(({ id, name }) => (
            <Checkbox
              key={id}
              label={name}
              checked={channels.webhooks.includes(id)}
              onChange={(event) =>
                changeChannels({ webhooks: toggled(channels.webhooks, id, event.currentTarget.checked) })
              }
            />
          ))}
        </fieldset>
        {problem && <Problem title="The rule could not be saved" message={problem} />}
      </Form>
    </Modal>
  )
}

const KINDS = ['threshold', 'anomalous', 'alarm'] as const

function toggled(ids: readonly string[], id: string, on: boolean): string[] {
  const others = ids.filter((other) => other !== id)
  return on ? [...others, id] : others
}
