import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { Card } from '../../ui/card'

const THEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'System' },
] as const

export function AppearanceCard() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Card about="appearance" title="Appearance" subtitle="on this screen">
      <SegmentedControl
        aria-label="Theme"
        fullWidth
        value={colorScheme}
        data={[...THEMES]}
        onChange={(value) => setColorScheme(THEMES.find((theme) => theme.value === value)?.value ?? 'auto')}
      />
    </Card>
  )
}
