import { Button } from '@mantine/core'
import type { AlertSettings, Webhook } from '@shared/model/alert'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { Card } from '../../ui/card'
import classes from './channels-card.module.css'
import { DesktopChannel } from './desktop-channel'
import { WebhookDialog } from './webhook-dialog'
import { WebhookItem } from './webhook-item'

/** The channels for notifications besides the list in the window. */
export function ChannelsCard({ settings }: { settings: AlertSettings }) {
  const { webhooks, rules } = settings
  const [edited, edit] = useState<{ readonly webhook: Webhook | null } | null>(null)
  const named = new Set(rules.filter(({ enabled }) => enabled).flatMap(({ channels }) => channels.webhooks))
  return (
    <Card
      about="channels"
      title="Channels"
      aside={
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => edit({ webhook: null })}
        >
          Add a webhook
        </Button>
      }
    >
      <ul className={classes.channels}>
        <DesktopChannel />
        {webhooks.map((webhook) => (
          <WebhookItem
            key={webhook.id}
            webhook={webhook}
            named={named.has(webhook.id)}
            onEdit={() => edit({ webhook })}
          />
        ))}
      </ul>
      {webhooks.length === 0 && (
        <p className={classes.hint}>A webhook receives each incident as signed JSON, or as a Slack message.</p>
      )}
      {edited && <WebhookDialog webhook={edited.webhook} settings={settings} onClose={() => edit(null)} />}
    </Card>
  )
}
