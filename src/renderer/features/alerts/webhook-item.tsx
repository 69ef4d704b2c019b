import { ActionIcon, Menu, Switch } from '@mantine/core'
import type { Webhook } from '@shared/model/alert'
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { Badge } from '../../ui/badge'
import classes from './channels-card.module.css'
import { TestButton, TestOutcomeLine, useTest } from './test-button'

interface WebhookItemProps {
  webhook: Webhook
  /** Whether a rule uses it. */
  named: boolean
  onEdit(): void
}

export function WebhookItem({ webhook, named, onEdit }: WebhookItemProps) {
  const { id, name, format, enabled, address, signed } = webhook
  const command = useCommand()
  const test = useTest(name, (api) => api.alerts.test({ webhook: id }))
  const turn = (on: boolean) =>
    void command(`${name} could not be changed`, (api) => api.alerts.saveWebhook({ id, name, format, enabled: on }))
  return (
    <li className={classes.channel} aria-label={name}>
      <div className={classes.head}>
        <Switch
          aria-label={`${name} is on`}
          withThumbIndicator={false}
          checked={enabled}
          onChange={(event) => turn(event.currentTarget.checked)}
        />
        <strong className={classes.name} title={name}>
          {name}
        </strong>
        <Badge tone="outline">{format === 'slack' ? 'Slack' : 'JSON'}</Badge>
        <TestButton name={name} test={test} />
        <More
          name={name}
          onEdit={onEdit}
          onRemove={() => void command(`${name} could not be deleted`, (api) => api.alerts.removeWebhook({ id }))}
        />
      </div>
      <p className={classes.about}>
        <code>{address}</code>
        {signed ? ', signed' : ''}
      </p>
      {enabled && !named && <p className={classes.warning}>No rule uses this webhook, so it receives nothing.</p>}
      <TestOutcomeLine test={test} />
    </li>
  )
}

function More({ name, onEdit, onRemove }: { name: string; onEdit(): void; onRemove(): void }) {
  const [sure, setSure] = useState(false)
  return (
    <Menu position="bottom-end" width={190} onClose={() => setSure(false)}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={30} className={classes.more} aria-label={`More about ${name}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil {...ICON} />} onClick={onEdit}>
          Edit
        </Menu.Item>
        <Menu.Item
          color="red"
          leftSection={<IconTrash {...ICON} />}
          closeMenuOnClick={sure}
          onClick={() => (sure ? onRemove() : setSure(true))}
        >
          {sure ? 'Confirm delete' : 'Delete'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const ICON = { size: 15, stroke: 1.7, 'aria-hidden': true } as const
