import { Button, Chip, type CSSVariablesResolver, createTheme, Modal, Notification } from '@mantine/core'

/** From text to page; Mantine takes its dark surfaces, inputs and hairlines from these. */
const DARK = [
  '#eef1f4',
  '#c3c9d0',
  '#9ba3ae',
  '#6b737d',
  '#3d444d',
  '#2f353c',
  '#1f2328',
  '#181b1f',
  '#13161a',
  '#101316',
] as const

const FONT = "'Inter Variable', system-ui, sans-serif"

export const theme = createTheme({
  colors: { dark: DARK },
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 4 },
  fontFamily: FONT,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  headings: { fontFamily: FONT, fontWeight: '600' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '19px', xl: '23px' },
  defaultRadius: 'md',
  radius: { sm: '6px', md: '8px', lg: '10px' },
  cursorType: 'pointer',
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm' },
      styles: { root: { fontWeight: 600 } },
      vars: (_, { variant = 'filled' }) => ({
        root: variant === 'filled' ? { '--button-color': 'var(--on-accent)' } : {},
      }),
    }),
    Chip: Chip.extend({ vars: () => ({ root: { '--chip-color': 'var(--on-accent)' } }) }),
    Modal: Modal.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' } },
      styles: { title: { fontSize: '16px', fontWeight: 600 } },
    }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' } },
      styles: { description: { color: 'var(--ink-soft)' } },
    }),
    Switch: { styles: { description: { fontSize: '12px' } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
  },
})

const shared = {
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-body': 'var(--card)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-placeholder': 'var(--ink-soft)',
  '--mantine-color-error': 'var(--error-ink)',
  '--mantine-color-anchor': 'var(--accent)',
}

/** Mantine's own colours, mapped to those in `tokens.css`, so that there is only one list. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: { ...shared, '--mantine-color-default': 'var(--card)', '--mantine-color-default-hover': 'var(--line)' },
})
