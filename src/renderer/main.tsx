import './no-eval'
import '@fontsource-variable/inter/wght.css'
import '@mantine/core/styles.css'
import '@mantine/charts/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import './tokens.css'
import { createRoot } from 'react-dom/client'
import { App } from './app/app'
import { followLogOut } from './state/connection/session'
import { isDesktop } from './state/is-desktop'

if (!isDesktop()) followLogOut()
const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
