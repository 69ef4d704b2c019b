import { ActionIcon, Popover, VisuallyHidden } from '@mantine/core'
import type { Notice } from '@shared/model/alert'
import { IconBell } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useAlerts } from '../state/alerts'
import { useCommand } from '../state/connection/use-command'
import { hrefOf, hrefOfIncident } from '../state/route'
import { EmptyState } from '../ui/empty-state'
import { formatMoment } from '../ui/format/time'
import { ScreenLink } from '../ui/screen-link'
import classes from './notification-bell.module.css'

const NOTHING = { unread: 0, items: [] }

/** The notifications in the window. Opening the list marks them as read; new ones stay highlighted until you close it. */
export function NotificationBell() {
  const { notices } = useAlerts()
  const command = useCommand()
  const [opened, setOpened] = useState(false)
  const [readBefore, setReadBefore] = useState(0)
  const { unread, items } = notices.state === 'live' ? notices.value : NOTHING
  const newest = items[0]?.id ?? 0

  const open = () => {
    setReadBefore(items.find(({ read }) => read)?.id ?? 0)
    setOpened(true)
  }
  // Also marks notifications that arrive while the list is open.
  useEffect(() => {
    if (opened && unread > 0)
      void command('The notifications could not be marked as read', (api) => api.alerts.read({ through: newest }))
  }, [command, opened, unread, newest])
  const close = () => setOpened(false)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={400} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <ActionIcon
          variant="default"
          size={36}
          radius={8}
          className={classes.bell}
          aria-label={unread === 0 ? 'Notifications' : `Notifications, ${unread} unread`}
          onClick={opened ? close : open}
        >
          <IconBell size={17} stroke={1.8} aria-hidden />
          {unread > 0 && (
            <span className={classes.count} aria-hidden>
              {unread > 99 ? '99+' : unread}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Notifications">
        {items.length === 0 ? (
          <div className={classes.none}>
            <EmptyState title="No notifications yet">You will see one when an incident starts or ends.</EmptyState>
          </div>
        ) : (
          <ul className={classes.items}>
            {items.map((notice) => (
              <Item key={notice.id} notice={notice} isNew={notice.id > readBefore && opened} onOpen={close} />
            ))}
          </ul>
        )}
        <div className={classes.foot} onClickCapture={close}>
          <ScreenLink href={hrefOf('incidents')}>All incidents</ScreenLink>
          <ScreenLink href={hrefOf('alerts')}>Alert rules</ScreenLink>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

function Item({ notice, isNew, onOpen }: { notice: Notice; isNew: boolean; onOpen(): void }) {
  const { incident, change, title, text, at } = notice
  return (
    <li className={classes.item} data-change={change} data-new={isNew || undefined}>
      <p className={classes.head}>
        <a className={classes.title} href={hrefOfIncident(incident)} onClick={onOpen}>
          {title}
        </a>
        <time className={classes.at}>{formatMoment(at, Date.now())}</time>
      </p>
      <p className={classes.text}>{text}</p>
      {isNew && <VisuallyHidden>new</VisuallyHidden>}
    </li>
  )
}
