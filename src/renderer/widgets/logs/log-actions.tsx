import { ActionIcon, Button, Tooltip } from '@mantine/core'
import type { ServiceLogFilter } from '@shared/model/service'
import { IconDownload, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react'
import { memo } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { saveFile } from '../../ui/save-file'
import classes from './log-actions.module.css'
import type { LogControl } from './use-log-stream'

interface LogActionsProps {
  filter: ServiceLogFilter
  following: boolean
  empty: boolean
  control: LogControl
}

/** Separate from the lines, which change many times a second. */
export const LogActions = memo(function LogActions({ filter, following, empty, control }: LogActionsProps) {
  const command = useCommand()
  const save = async () => {
    const file = await command('The logs could not be exported', (api) => api.logs.export(filter))
    if (file) saveFile(file)
  }
  const Icon = following ? IconPlayerPauseFilled : IconPlayerPlayFilled
  return (
    <div className={classes.actions}>
      <Button
        size="xs"
        variant="default"
        className={classes.follow ?? ''}
        aria-pressed={following}
        title={following ? 'Following the newest line' : 'Paused'}
        leftSection={<Icon size={12} aria-hidden />}
        onClick={following ? control.pause : control.follow}
      >
        Follow
      </Button>
      <Tooltip label="Export the filtered lines">
        <ActionIcon variant="default" size={30} aria-label="Export" disabled={empty} onClick={() => void save()}>
          <IconDownload size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  )
})
