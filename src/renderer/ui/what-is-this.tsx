import { ActionIcon, Popover } from '@mantine/core'
import { IconHelpCircle } from '@tabler/icons-react'
import { memo } from 'react'
import classes from './what-is-this.module.css'
import { ABOUT, type About } from './what-is-this-texts'

/** A small mark that explains a card. Its card may be drawn four times a second. */
export const WhatIsThis = memo(function WhatIsThis({ about }: { about: About }) {
  return (
    <Popover width={300} position="bottom-start" shadow="md" withArrow returnFocus>
      <Popover.Target>
        <ActionIcon
          variant="transparent"
          size={20}
          className={classes.mark ?? ''}
          aria-label="What is this?"
          title="What is this?"
        >
          <IconHelpCircle size={15} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label="What is this?">
        <p className={classes.text}>{ABOUT[about]}</p>
      </Popover.Dropdown>
    </Popover>
  )
})
