import { isDesktop } from '../../state/is-desktop'
import { SHORTCUTS } from './shortcut-list'
import classes from './shortcuts.module.css'

const IS_MAC = navigator.platform.startsWith('Mac')

export function Shortcuts() {
  const groups = SHORTCUTS.filter(({ desktopOnly }) => !desktopOnly || isDesktop())
  return (
    <div className={classes.groups}>
      {groups.map(({ title, shortcuts }) => (
        <section key={title} aria-label={title}>
          <h3 className={classes.title}>{title}</h3>
          <dl className={classes.list}>
            {shortcuts.map(({ keys, does }) => (
              <div key={does} className={classes.line}>
                <dt className={classes.keys}>
                  {keys.map((key) => (
                    <kbd key={key} className={classes.key}>
                      {key === 'Ctrl' && IS_MAC ? '⌘' : key}
                    </kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
