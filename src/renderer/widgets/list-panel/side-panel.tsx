import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Card } from '../../ui/card'
import type { About } from '../../ui/what-is-this-texts'
import classes from './list-panel.module.css'

interface SidePanelProps {
  title: string
  /** What the card is. */
  about: About
  subtitle?: string
  /** The actions for the row, before the close button. */
  actions?: ReactNode
  /** The label of the close button. */
  closeLabel: string
  /** What closing does: an address (the list's own), or a call if the selection has no address. */
  close: string | (() => void)
  children: ReactNode
}

/** The selected row of a list, in full. */
export function SidePanel({ title, about, subtitle, actions, closeLabel, close, children }: SidePanelProps) {
  const target = typeof close === 'string' ? { component: 'a' as const, href: close } : { onClick: close }
  return (
    <Card
      about={about}
      title={title}
      subtitle={subtitle}
      className={classes.panel}
      aside={
        <>
          {actions}
          <ActionIcon variant="subtle" size={24} className={classes.close} aria-label={closeLabel} {...target}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </>
      }
    >
      {children}
    </Card>
  )
}
