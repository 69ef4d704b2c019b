import './no-eval'
import '@fontsource-variable/inter/wght.css'
import '@mantine/core/styles.css'
import '@mantine/charts/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import './tokens.css'
import { createRoot } from 'react-dom/client'
import { App } from './app/app'
import { isDesktop } from './state/connection/connect'
import { followLogOut } from './state/connection/session'

if (!isDesktop()) followLogOut()
const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
