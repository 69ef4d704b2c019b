import { Loader, Stack, Switch } from '@mantine/core'
import { useCommand } from '../../state/connection/use-command'
import { useFeed } from '../../state/connection/use-feed'
import { useDatasets } from '../../state/datasets'
import { Problem } from '../../ui/problem'
import { ErrorMix } from './error-mix'
import { RateControl } from './rate-control'

/** The simulator's rate and error mix, in force while it runs. */
export function ProducerControls() {
  const settings = useFeed('settings', (api, signal) => api.settings.feed(undefined, { signal }))
  const datasets = useDatasets()
  const command = useCommand()
  if (settings.state === 'failed') return <Problem title="The settings cannot be read" message={settings.message} />
  if (settings.state === 'loading') return <Loader size="sm" />

  const { producer } = settings.value
  const change = (changes: Partial<typeof producer>) => {
    void command('The producer was not changed', (api) => api.settings.change({ producer: changes }))
  }
  const types = datasets.state === 'live' ? (datasets.value[0]?.typeLabels ?? {}) : {}
  return (
    <Stack gap={24}>
      <Switch
        label="Simulate events"
        description="Replays run either way."
        checked={producer.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
      <RateControl rate={producer.rate} onChange={(rate) => change({ rate })} />
      <ErrorMix labels={types} rates={producer.errorRates} onChange={(errorRates) => change({ errorRates })} />
    </Stack>
  )
}
