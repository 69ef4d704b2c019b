import { Button, Popover } from '@mantine/core'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { memo } from 'react'
import classes from './producer-button.module.css'
import { ProducerControls } from './producer-controls'

/** Opens the producer's controls under its card; the newest seconds of the charts stay in sight. */
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
