import { createSharedValue } from './shared-value'

/** The pages of help that open over any screen. */
export type HelpPage = 'shortcuts' | 'glossary'

/** The page that is open; null closes it. */
export const { use: useHelpPage, set: openHelp } = createSharedValue<HelpPage | null>(null)
