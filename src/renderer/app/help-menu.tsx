import { ActionIcon, Menu } from '@mantine/core'
import { FIRST_STEP } from '@shared/model/guide'
import { IconBook, IconDoorEnter, IconHelp, IconKeyboard, IconRoute } from '@tabler/icons-react'
import { useGuide } from '../state/guide'
import { openHelp } from '../state/help-page'
import { MENU_ICON } from '../ui/more-menu'
import classes from './help-menu.module.css'

export function HelpMenu() {
  const { tour, goToStep, showWelcome } = useGuide()
  return (
    <Menu position="bottom-end" width={220} shadow="md">
      <Menu.Target>
        <ActionIcon variant="default" size={36} radius={8} className={classes.help ?? ''} aria-label="Help">
          <IconHelp size={18} stroke={1.8} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconRoute {...MENU_ICON} />} onClick={() => goToStep(FIRST_STEP)}>
          {tour === null ? 'Take the tour' : 'Restart the tour'}
        </Menu.Item>
        <Menu.Item leftSection={<IconDoorEnter {...MENU_ICON} />} onClick={() => showWelcome(true)}>
          Welcome
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconBook {...MENU_ICON} />} onClick={() => openHelp('glossary')}>
          Glossary
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKeyboard {...MENU_ICON} />}
          rightSection={<kbd className={classes.key}>?</kbd>}
          onClick={() => openHelp('shortcuts')}
        >
          Keyboard shortcuts
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
