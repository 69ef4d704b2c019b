import { Button } from '@mantine/core'
import type { Older } from '../../state/connection/use-older-pages'
import classes from './older-button.module.css'

export function OlderButton<T>({ older }: { older: Older<T> }) {
  if (!older.more) return null
  return (
    <div className={classes.older}>
      <Button variant="default" size="xs" loading={older.loading} onClick={older.load}>
        Older
      </Button>
    </div>
  )
}
