import { Button } from '@mantine/core'
import type { AlertRule, AlertSettings } from '@shared/model/alert'
import type { Dataset } from '@shared/model/dataset'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useAlerts } from '../../state/alerts'
import { ScreenHead } from '../../ui/screen-head'
import { Answer } from '../../widgets/answer'
import { WithDataset } from '../../widgets/with-dataset'
import { AlarmLimitsCard } from './alarm-limits-card'
import classes from './alerts-screen.module.css'
import { ChannelsCard } from './channels-card'
import { DeliveriesCard } from './deliveries-card'
import { MutesCard } from './mutes-card'
import { RuleDialog } from './rule-dialog'
import { RulesCard } from './rules-card'

/** Who gets notified of incidents, through which channels, and the deliveries. */
export function AlertsScreen() {
  return <WithDataset name={null}>{(_, all) => <Alerts datasets={all} />}</WithDataset>
}

function Alerts({ datasets }: { datasets: readonly Dataset[] }) {
  const { settings } = useAlerts()
  const [edited, edit] = useState<Edited | null>(null)
  return (
    <div className={classes.screen}>
      <ScreenHead title="Alerts" about="get notified when an incident starts, is acknowledged or ends">
        <Button
          leftSection={<IconPlus size={15} aria-hidden />}
          disabled={settings.state !== 'live'}
          onClick={() => edit({ rule: null })}
        >
          New rule
        </Button>
      </ScreenHead>
      <Answer of={settings} failed="The alert rules could not be loaded" height={480}>
        {(value) => <Cards settings={value} datasets={datasets} onEdit={(rule) => edit({ rule })} />}
      </Answer>
      {edited && settings.state === 'live' && (
        <RuleDialog rule={edited.rule} settings={settings.value} datasets={datasets} onClose={() => edit(null)} />
      )}
    </div>
  )
}

interface Edited {
  /** Null: a new one. */
  readonly rule: AlertRule | null
}

interface CardsProps {
  settings: AlertSettings
  datasets: readonly Dataset[]
  onEdit(rule: AlertRule): void
}

function Cards({ settings, datasets, onEdit }: CardsProps) {
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <RulesCard settings={settings} datasets={datasets} onEdit={onEdit} />
        <DeliveriesCard webhooks={settings.webhooks} />
      </div>
      <div className={classes.column}>
        <ChannelsCard settings={settings} />
        <AlarmLimitsCard limits={settings.alarms} />
        <MutesCard mutes={settings.mutes} />
      </div>
    </div>
  )
}
