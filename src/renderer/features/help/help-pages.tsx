import { Modal } from '@mantine/core'
import { type HelpPage, openHelp } from '../../state/help-page'
import { Glossary } from './glossary'
import { Shortcuts } from './shortcuts'

const TITLES: Record<HelpPage, string> = { shortcuts: 'Keyboard shortcuts', glossary: 'Glossary' }

/** A page of help over the current screen. */
export function HelpPages({ page }: { page: HelpPage }) {
  return (
    <Modal opened onClose={() => openHelp(null)} title={TITLES[page]} size={page === 'glossary' ? 680 : 520}>
      {page === 'glossary' ? <Glossary /> : <Shortcuts />}
    </Modal>
  )
}
