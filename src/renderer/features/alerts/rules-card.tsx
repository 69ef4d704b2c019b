import { Menu, Switch } from '@mantine/core'
import type { AlertRule, AlertSettings } from '@shared/model/alert'
import type { Dataset } from '@shared/model/dataset'
import { IconPencil } from '@tabler/icons-react'
import { useCommand } from '../../state/connection/use-command'
import { useTypeLabel } from '../../state/use-type-label'
import { Card } from '../../ui/card'
import { EmptyState } from '../../ui/empty-state'
import { MENU_ICON, MoreMenu } from '../../ui/more-menu'
import { MuteMenu } from '../../ui/mute-menu'
import { channelsWords, ruleWords } from './rule-words'
import classes from './rules-card.module.css'

interface RulesCardProps {
  settings: AlertSettings
  datasets: readonly Dataset[]
  onEdit(rule: AlertRule): void
}

export function RulesCard({ settings: { rules, webhooks }, datasets, onEdit }: RulesCardProps) {
  const names = new Map(webhooks.map(({ id, name }) => [id, name]))
  return (
    <Card about="rules" title="Rules" subtitle="recipients matched by several rules get one message">
      {rules.length === 0 && (
        <EmptyState title="No rules">Incidents are still detected and kept. Add a rule to get notified.</EmptyState>
      )}
      <ul>
        {rules.map((rule) => (
          <Rule key={rule.id} rule={rule} webhooks={names} datasets={datasets} onEdit={onEdit} />
        ))}
      </ul>
    </Card>
  )
}

interface RuleProps extends Pick<RulesCardProps, 'datasets' | 'onEdit'> {
  rule: AlertRule
  webhooks: ReadonlyMap<string, string>
}

function Rule({ rule, webhooks, datasets, onEdit }: RuleProps) {
  const labelOf = useTypeLabel()
  const command = useCommand()
  const names = {
    dataset: (name: string) => datasets.find((one) => one.name === name)?.title ?? name,
    type: (dataset: string | null, type: string) =>
      labelOf(dataset ?? datasets.find(({ typeLabels }) => type in typeLabels)?.name ?? '', type),
  }
  const change = (part: Partial<AlertRule>) =>
    void command(`${rule.name} could not be changed`, (api) => api.alerts.saveRule({ ...rule, ...part }))
  return (
    <li className={classes.rule} aria-label={rule.name} data-off={!rule.enabled || undefined}>
      <Switch
        aria-label={`${rule.name} is on`}
        withThumbIndicator={false}
        checked={rule.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
      <div className={classes.words}>
        <strong className={classes.name}>{rule.name}</strong>
        <p>{ruleWords(rule, names)}</p>
        <p>{channelsWords(rule.channels, webhooks)}</p>
      </div>
      <div className={classes.actions}>
        <MuteMenu of={rule.name} until={rule.silentUntil} onMute={(silentUntil) => change({ silentUntil })} />
        <More rule={rule} onEdit={onEdit} />
      </div>
    </li>
  )
}

function More({ rule, onEdit }: Pick<RuleProps, 'rule' | 'onEdit'>) {
  const command = useCommand()
  const { id, name } = rule
  const remove = () => void command(`${name} could not be deleted`, (api) => api.alerts.removeRule({ id }))
  return (
    <MoreMenu name={name} width={190} onDelete={remove}>
      <Menu.Item leftSection={<IconPencil {...MENU_ICON} />} onClick={() => onEdit(rule)}>
        Edit
      </Menu.Item>
    </MoreMenu>
  )
}
