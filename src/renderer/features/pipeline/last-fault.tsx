import { Popover, UnstyledButton } from '@mantine/core'
import type { Fault } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { IconAlertTriangle } from '@tabler/icons-react'
import { formatMoment, formatSecond } from '../../ui/format/time'
import classes from './last-fault.module.css'

/** What last went wrong in a stage, one click away. */
export function LastFault({ title, fault, at }: { title: string; fault: Fault; at: number }) {
  return (
    <Popover width={320} position="bottom-start" withArrow>
      <Popover.Target>
        <UnstyledButton
          className={classes.button}
          aria-label={`Last fault of ${title}, ${formatMoment(at, Date.now())}`}
        >
          <IconAlertTriangle size={13} aria-hidden /> {formatMoment(at, Date.now())}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.words}>
        <strong>{formatSecond(at)} UTC</strong>
        <p>{faultMessage(fault)}</p>
      </Popover.Dropdown>
    </Popover>
  )
}
