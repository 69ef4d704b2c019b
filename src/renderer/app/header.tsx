import { Button, UnstyledButton } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import type { AppInfo } from '@shared/model/app'
import type { PipelineStatus } from '@shared/model/stage'
import { IconArrowUpRight, IconSearch } from '@tabler/icons-react'
import { memo } from 'react'
import { BACKENDS } from './backends'
import { FlowPill } from './flow-pill'
import classes from './header.module.css'
import { MillWheel } from './mill-wheel'
import { openLiveWindow } from './open-live-window'
import { usePipelineStatus } from './pipeline-status'
import { hrefOf } from './route'
import { usePipelineSwitch } from './use-pipeline-switch'

const SHORTCUT = navigator.platform.startsWith('Mac') ? '⌘K' : 'Ctrl K'

export function Header({ info }: { info: AppInfo | null }) {
  const feed = usePipelineStatus()
  const status = feed.state === 'live' ? feed.value : null
  return (
    <header className={classes.header}>
      <a className={classes.logo} href={hrefOf('pipeline')} aria-label="Millrace">
        <MillWheel size={24} />
        <span className={classes.name}>Millrace</span>
      </a>
      <div className={classes.state}>
        <FlowPill status={status} />
        {info && <span className={classes.backend}>{BACKENDS[info.backend].name}</span>}
      </div>
      <Actions flow={status?.flow ?? null} />
    </header>
  )
}

/** Apart from the figures beside them, which change four times a second. */
const Actions = memo(function Actions({ flow }: { flow: PipelineStatus['flow'] | null }) {
  const pipeline = usePipelineSwitch()
  return (
    <div className={classes.actions}>
      <UnstyledButton className={classes.search} onClick={spotlight.open} aria-label="Search or run a command">
        <IconSearch size={15} aria-hidden />
        <span className={classes.searchText}>Search or run…</span>
        <kbd className={classes.keys}>{SHORTCUT}</kbd>
      </UnstyledButton>
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
