import { minuteWorkOn } from '@shared/model/minute-work'
import type { Settings } from '@shared/model/settings'
import { nameOfBackend } from '../../state/backends'
import { useFeed } from '../../state/connection/use-feed'
import { isDesktop } from '../../state/is-desktop'
import { Card } from '../../ui/card'
import { ScreenHead } from '../../ui/screen-head'
import { Answer } from '../../widgets/answer'
import { AnalysisCard } from './analysis-card'
import { AppearanceCard } from './appearance-card'
import { BackendCard } from './backend-card'
import { BrowserAccessCard } from './browser-access-card'
import { DataDirectoryCard } from './data-directory-card'
import { DatasetsCard } from './datasets-card'
import { DesktopCard } from './desktop-card'
import { NumberSetting } from './number-setting'
import { SchedulerCard } from './scheduler-card'
import classes from './settings-screen.module.css'
import { SinkCard } from './sink-card'
import { SwitchSetting } from './switch-setting'

const MEGABYTE = 1_000_000
const SECOND = 1_000

export function SettingsScreen() {
  const settings = useFeed('settings', (api, signal) => api.settings.feed(undefined, { signal }))
  return (
    <div className={classes.screen}>
      <ScreenHead title="Settings" about="changes are saved and take effect at once" />
      <div className={classes.cards}>
        <Answer of={settings} failed="The settings could not be loaded" height={480}>
          {(value) => <PipelineSettings settings={value} />}
        </Answer>
        <DatasetsCard />
        <DataDirectoryCard />
        <AppearanceCard />
      </div>
    </div>
  )
}

function PipelineSettings({ settings }: { settings: Settings }) {
  const { backend, desktop, web, sink, analysis, spark, airflow, producer, log, store, windows } = settings
  const work = minuteWorkOn(analysis, settings)
  const place = nameOfBackend(settings)
  return (
    <>
      <BackendCard backend={backend} environment={settings.environment} encrypt={settings.services.encrypt} />
      <SinkCard kind={sink.kind} backend={backend} />
      <AnalysisCard engine={work.engine} place={place} spark={spark} />
      <SchedulerCard scheduler={work.scheduler} place={place} airflow={airflow} />
      <Card about="producer" title="Producer" subtitle="rate and error mix are on the Source card">
        <NumberSetting
          label="Seed"
          sentence="The same seed gives the same events."
          unit=""
          value={producer.seed}
          changeOf={(seed) => ({ producer: { seed } })}
        />
        <SwitchSetting
          label="Daily rhythm"
          sentence="The rate follows the time of day (UTC): busiest at 20:00, quietest at 04:00; on average it is the set rate."
          on={producer.dailyRhythm}
          changeOf={(dailyRhythm) => ({ producer: { dailyRhythm } })}
        />
      </Card>
      <Card about="log" title="Log">
        <NumberSetting
          label="Maximum size"
          sentence="Per dataset, on disk. If the log is full of events that are not stored yet, the source waits."
          unit="MB"
          value={log.maxBytes / MEGABYTE}
          changeOf={(megabytes) => ({ log: { maxBytes: Math.round(megabytes * MEGABYTE) } })}
        />
        <NumberSetting
          label="Maximum age"
          sentence="Stored records older than this are removed from the log."
          unit="h"
          value={log.maxAgeHours}
          changeOf={(maxAgeHours) => ({ log: { maxAgeHours } })}
        />
      </Card>
      <Card about="window-settings" title="Windows">
        <NumberSetting
          label="Grace"
          sentence="How long to wait after a minute ends before its window closes."
          unit="s"
          value={windows.graceMs / SECOND}
          changeOf={(seconds) => ({ windows: { graceMs: Math.round(seconds * SECOND) } })}
        />
        <NumberSetting
          label="Patience"
          sentence="How long to wait for missing events before a window is reported as incomplete."
          unit="s"
          value={windows.patienceMs / SECOND}
          changeOf={(seconds) => ({ windows: { patienceMs: Math.round(seconds * SECOND) } })}
        />
      </Card>
      <Card about="store" title="Store">
        <NumberSetting
          label="Keep rows for"
          sentence="Counted from the day they were stored. Must be longer than the log's maximum age."
          unit="days"
          value={store.ttlDays}
          changeOf={(ttlDays) => ({ store: { ttlDays } })}
        />
      </Card>
      {isDesktop() && <DesktopCard desktop={desktop} />}
      <BrowserAccessCard port={web.port} allowedHosts={web.allowedHosts} />
    </>
  )
}
