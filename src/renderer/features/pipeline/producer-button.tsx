import { Button, Popover, Stack, Switch } from '@mantine/core'
import type { Settings } from '@shared/model/settings'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { memo } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { useFeed } from '../../state/connection/use-feed'
import { useDatasets } from '../../state/datasets'
import { Answer } from '../../widgets/answer'
import { ErrorRateFields } from './error-rate-fields'
import classes from './producer-button.module.css'
import { RateControl } from './rate-control'

/** Opens the producer's controls under its card; the newest seconds of the charts stay visible. */
export const ProducerButton = memo(function ProducerButton() {
  return (
    <Popover width={330} position="bottom-start" withArrow trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="compact-xs"
          variant="default"
          aria-label="Adjust producer"
          leftSection={<IconAdjustmentsHorizontal size={13} aria-hidden />}
        >
          Adjust
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.controls}>
        <ProducerControls />
      </Popover.Dropdown>
    </Popover>
  )
})

/** The simulator's rate and error mix; changes take effect while it runs. */
export function ProducerControls() {
  const settings = useFeed('settings', (api, signal) => api.settings.feed(undefined, { signal }))
  const datasets = useDatasets()
  const command = useCommand()
  const change = (changes: Partial<Settings['producer']>) => {
    void command('The producer could not be changed', (api) => api.settings.change({ producer: changes }))
  }
  const types = datasets.state === 'live' ? (datasets.value[0]?.typeLabels ?? {}) : {}
  return (
    <Answer of={settings} failed="The settings could not be loaded" height={240}>
      {({ producer }) => (
        <Stack gap={24}>
          <Switch
            label="Simulate events"
            description="Replays are not affected."
            checked={producer.enabled}
            onChange={(event) => change({ enabled: event.currentTarget.checked })}
          />
          <RateControl rate={producer.rate} onChange={(rate) => change({ rate })} />
          <ErrorRateFields
            labels={types}
            rates={producer.errorRates}
            onChange={(errorRates) => change({ errorRates })}
          />
        </Stack>
      )}
    </Answer>
  )
}
