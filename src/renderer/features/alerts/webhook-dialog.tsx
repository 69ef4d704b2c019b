import { Checkbox, Modal, SegmentedControl, TextInput } from '@mantine/core'
import type { AlertRule, AlertSettings, Webhook, WebhookFormat } from '@shared/model/alert'
import { useState } from 'react'
import type { Api } from '../../state/connection/connection'
import { useSaving } from '../../state/connection/use-saving'
import { Form } from '../../ui/form'
import { Problem } from '../../ui/problem'
import classes from './dialog.module.css'
import { idFromName } from './id-from-name'
import { WebhookSecret } from './webhook-secret'

interface WebhookDialogProps {
  /** Null: a new one. */
  webhook: Webhook | null
  settings: AlertSettings
  onClose(): void
}

const ABOUT: Record<WebhookFormat, string> = {
  json: 'The full incident as JSON, signed with a secret that is shown once, after saving.',
  slack: 'A message for a Slack incoming webhook. Mattermost and Rocket.Chat accept it too.',
}

export function WebhookDialog({ webhook: before, settings: { rules, webhooks }, onClose }: WebhookDialogProps) {
  const { save, saving, problem } = useSaving()
  const [name, setName] = useState(before?.name ?? '')
  const [format, setFormat] = useState<WebhookFormat>(before?.format ?? 'json')
  const [url, setUrl] = useState('')
  // A new webhook starts with every rule selected: otherwise it would receive nothing.
  const [by, setBy] = useState<readonly string[]>(() =>
    rules.filter(({ channels }) => !before || channels.webhooks.includes(before.id)).map(({ id }) => id),
  )
  const [tried, setTried] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)

  const submit = async () => {
    setTried(true)
    if (name.trim() === '' || (!before && url.trim() === '')) return
    const id =
      before?.id ??
      idFromName(
        name,
        webhooks.map((known) => known.id),
      )
    const saved = await save(async (api) => {
      const address = url.trim() === '' ? {} : { url: url.trim() }
      const made = await api.alerts.saveWebhook({
        id,
        name: name.trim(),
        format,
        enabled: before?.enabled ?? true,
        ...address,
      })
      await nameIn(api, rules, id, by)
      return made
    })
    if (!saved) return
    if (saved.secret === null) onClose()
    else setSecret(saved.secret)
  }
  if (secret !== null) return <WebhookSecret name={name} secret={secret} onClose={onClose} />
  return (
    <Modal opened onClose={onClose} title={before ? 'Edit webhook' : 'Add a webhook'} size={560}>
      <Form className={classes.form} submit="Save webhook" saving={saving} onSubmit={submit} onCancel={onClose}>
        <TextInput
          label="Name"
          data-autofocus
          placeholder="On call"
          value={name}
          error={tried && name.trim() === '' ? 'A webhook needs a name.' : null}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div>
          <SegmentedControl
            aria-label="Format"
            fullWidth
            value={format}
            data={[
              { value: 'json', label: 'JSON' },
              { value: 'slack', label: 'Slack' },
            ]}
            onChange={(value) => setFormat(value === 'slack' ? 'slack' : 'json')}
          />
          <p className={classes.about}>{ABOUT[format]}</p>
        </div>
        <TextInput
          label="Address"
          description={
            before ? `Leave empty to keep ${before.address}` : 'Stored with the secrets; never shown in full again.'
          }
          placeholder="https://"
          value={url}
          error={tried && !before && url.trim() === '' ? 'A webhook needs an address.' : null}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        {rules.length > 0 && (
          <fieldset className={classes.choices}>
            <legend className={classes.label}>Rules that notify it</legend>
            {rules.map((rule) => (
              <Checkbox
                key={rule.id}
                label={rule.name}
                checked={by.includes(rule.id)}
                onChange={(event) =>
                  setBy(event.currentTarget.checked ? [...by, rule.id] : by.filter((id) => id !== rule.id))
                }
              />
            ))}
          </fieldset>
        )}
        {problem && <Problem title="The webhook could not be saved" message={problem} />}
      </Form>
    </Modal>
  )
}

/** Adds the webhook to the chosen rules, and removes it from the others. */
async function nameIn(api: Api, rules: readonly AlertRule[], id: string, by: readonly string[]): Promise<void> {
  for (const rule of rules) {
    const { channels } = rule
    const wanted = by.includes(rule.id)
    if (wanted === channels.webhooks.includes(id)) continue
    const others = channels.webhooks.filter((known) => known !== id)
    await api.alerts.saveRule({ ...rule, channels: { ...channels, webhooks: wanted ? [...others, id] : others } })
  }
}
