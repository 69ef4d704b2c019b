import { Menu, Switch } from '@mantine/core'
import type { Webhook } from '@shared/model/alert'
import { IconPencil } from '@tabler/icons-react'
import { useCommand } from '../../state/connection/use-command'
import { Badge } from '../../ui/badge'
import { MENU_ICON, MoreMenu } from '../../ui/more-menu'
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
        <MoreMenu
          name={name}
          width={190}
          onDelete={() => void command(`${name} could not be deleted`, (api) => api.alerts.removeWebhook({ id }))}
        >
          <Menu.Item leftSection={<IconPencil {...MENU_ICON} />} onClick={onEdit}>
            Edit
          </Menu.Item>
        </MoreMenu>
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
