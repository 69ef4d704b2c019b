import { Button, UnstyledButton } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import type { AppInfo } from '@shared/model/app'
import { isOfPipeline } from '@shared/model/service'
import type { PipelineStatus } from '@shared/model/stage'
import { IconArrowUpRight, IconSearch } from '@tabler/icons-react'
import { memo } from 'react'
import { nameOfBackend } from '../state/backends'
import { openLiveWindow } from '../state/open-live-window'
import { usePipelineStatus } from '../state/pipeline-status'
import { hrefOf } from '../state/route'
import { countStandings } from '../state/service-attention'
import { useServicesStatus } from '../state/services-status'
import { usePipelineSwitch } from '../state/use-pipeline-switch'
import { FlowPill } from './flow-pill'
import classes from './header.module.css'
import { HelpMenu } from './help-menu'
import { MillWheel } from './mill-wheel'
import { NotificationBell } from './notification-bell'

const SHORTCUT = navigator.platform.startsWith('Mac') ? '⌘K' : 'Ctrl K'

export function Header({ info }: { info: AppInfo | null }) {
  const feed = usePipelineStatus()
  const status = feed.state === 'live' ? feed.value : null
  const lacking = useLackingServices()
  return (
    <header className={classes.header}>
      <a className={classes.logo} href={hrefOf('pipeline')} aria-label="Millrace">
        <MillWheel size={24} />
        <span className={classes.name}>Millrace</span>
      </a>
      <div className={classes.state}>
        <FlowPill status={status} lacking={info?.backend === 'docker' ? lacking : null} />
        {info && (
          <a className={classes.backend} href={hrefOf('settings')} title="Backend. Change it in Settings.">
            {nameOfBackend(info)}
          </a>
        )}
      </div>
      <Actions flow={status?.flow ?? null} />
    </header>
  )
}

/** How many of the wanted services are healthy, in words; null when all are. */
function useLackingServices(): string | null {
  const feed = useServicesStatus()
  if (feed.state !== 'live') return null
  const { engine, services } = feed.value
  if (engine.state === 'away') return 'the container engine is not running'
  const needed = services.filter(({ service, wanted }) => wanted || isOfPipeline(service))
  const { healthy } = countStandings(needed)
  return healthy === needed.length ? null : `${healthy} of ${needed.length} services healthy`
}

/** Separate from the neighbouring figures, which change four times a second. */
const Actions = memo(function Actions({ flow }: { flow: PipelineStatus['flow'] | null }) {
  const pipeline = usePipelineSwitch()
  return (
    <div className={classes.actions}>
      <UnstyledButton className={classes.search} onClick={spotlight.open} aria-label="Search or run a command">
        <IconSearch size={15} aria-hidden />
        <span className={classes.searchText}>Search or run…</span>
        <kbd className={classes.keys}>{SHORTCUT}</kbd>
      </UnstyledButton>
      <HelpMenu />
      <NotificationBell />
      <Button variant="default" onClick={openLiveWindow} rightSection={<IconArrowUpRight size={15} aria-hidden />}>
        Live window
      </Button>
      {flow === 'stopped' ? (
        <Button onClick={() => pipeline.start()}>Start pipeline</Button>
      ) : (
        <Button onClick={() => pipeline.stop()} disabled={flow === null}>
          Stop pipeline
        </Button>
      )}
    </div>
  )
})
