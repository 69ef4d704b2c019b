import { ActionIcon, Popover } from '@mantine/core'
import type { Fault } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { IconAlertTriangle } from '@tabler/icons-react'
import { formatMoment, formatSecond } from '../../ui/format/time'
import classes from './last-fault.module.css'

/** The last fault of a stage, one click away. */
export function LastFault({ title, fault, at }: { title: string; fault: Fault; at: number }) {
  return (
    <Popover width={320} position="bottom-start" withArrow>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          className={classes.button}
          aria-label={`Last error of ${title}, ${formatMoment(at, Date.now())}`}
        >
          <IconAlertTriangle size={15} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={classes.words}>
        <strong>{formatSecond(at)} UTC</strong>
        <p>{faultMessage(fault)}</p>
      </Popover.Dropdown>
    </Popover>
  )
}
