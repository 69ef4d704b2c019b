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

/** Apart from the lines, which change many times a second. */
export const LogActions = memo(function LogActions({ filter, following, empty, control }: LogActionsProps) {
  const command = useCommand()
  const save = async () => {
    const file = await command('The logs were not exported', (api) => api.logs.export(filter))
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
        title={following ? 'The newest line stays in sight' : 'The lines stand still'}
        leftSection={<Icon size={12} aria-hidden />}
        onClick={following ? control.pause : control.follow}
      >
        Follow
      </Button>
      <Tooltip label="Export what fits the filters">
        <ActionIcon variant="default" size={30} aria-label="Export" disabled={empty} onClick={() => void save()}>
          <IconDownload size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  )
})
