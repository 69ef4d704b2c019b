import type { ReactNode } from 'react'
import { ScreenHead } from '../../ui/screen-head'
import classes from './list-panel.module.css'

interface ListScreenProps {
  title: string
  about: ReactNode
  /** Controls for the whole list: its dataset, its export. */
  controls: ReactNode
  children: ReactNode
}

/** A screen with one list that is as high as the window: its head, and a `ListPanel` that fills the rest. */
export function ListScreen({ title, about, controls, children }: ListScreenProps) {
  return (
    <div className={classes.screen}>
      <ScreenHead title={title} about={about}>
        {controls}
      </ScreenHead>
      {children}
    </div>
  )
}
