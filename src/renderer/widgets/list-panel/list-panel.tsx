import { Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Older } from '../../state/connection/use-older-pages'
import { Card } from '../../ui/card'
import { Problem } from '../../ui/problem'
import type { About } from '../../ui/what-is-this-texts'
import classes from './list-panel.module.css'
import { OlderButton } from './older-button'

interface ListPanelProps<T> {
  title: string
  /** What the card is. */
  about: About
  subtitle: string
  /** The list's own controls. */
  aside?: ReactNode
  /** Sets `--list-width` and `--panel-width`: the columns while the panel is open. */
  className: string | undefined
  /** The list's first page. */
  first: { readonly state: 'loading' | 'live' } | { readonly state: 'failed'; readonly message: string }
  older: Older<T>
  /** The title above the reason when the list cannot be loaded. */
  unreadable: string
  empty: ReactNode
  rows(items: readonly T[]): ReactNode
  /** The selected row in full, a `SidePanel`; null while no row is selected. */
  panel: ReactNode
}

/** A list in pages, newest first, and next to it the selected row. */
export function ListPanel<T>(props: ListPanelProps<T>) {
  const { title, about, subtitle, aside, className, first, older, unreadable, empty, rows, panel } = props
  const none = older.rows.length === 0
  return (
    <div className={`${classes.columns} ${className ?? ''}`} data-open={panel ? true : undefined}>
      <Card about={about} title={title} subtitle={subtitle} aside={aside} className={classes.list}>
        {first.state === 'loading' && none && <Skeleton h={300} />}
        {first.state === 'failed' && <Problem title={unreadable} message={first.message} />}
        {first.state === 'live' && none && empty}
        {!none && (
          <div className={classes.rows}>
            {rows(older.rows)}
            <OlderButton older={older} />
          </div>
        )}
      </Card>
      {panel}
    </div>
  )
}
