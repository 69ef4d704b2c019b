import type { ReactNode } from 'react'
import classes from './screen-link.module.css'

/** An unobtrusive link to another screen. */
export function ScreenLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a className={classes.link} href={href}>
      {children}
    </a>
  )
}
