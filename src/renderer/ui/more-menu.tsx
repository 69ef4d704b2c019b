import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconTrash } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import classes from './more-menu.module.css'

/** The look of an icon in a menu. */
export const MENU_ICON = { size: 15, stroke: 1.7, 'aria-hidden': true } as const

interface MoreMenuProps {
  /** What the menu is about. */
  name: string
  width: number
  /** Called after a confirmation; without it, there is nothing to delete. */
  onDelete?: (() => void) | undefined
  /** The other items. */
  children: ReactNode
}

/** The menu of an item in a list. */
export function MoreMenu({ name, width, onDelete, children }: MoreMenuProps) {
  const [sure, setSure] = useState(false)
  return (
    <Menu position="bottom-end" width={width} onClose={() => setSure(false)}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={30} className={classes.more} aria-label={`More about ${name}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {children}
        {onDelete && (
          <Menu.Item
            color="red"
            leftSection={<IconTrash {...MENU_ICON} />}
            closeMenuOnClick={sure}
            onClick={() => (sure ? onDelete() : setSure(true))}
          >
            {sure ? 'Confirm delete' : 'Delete'}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
