import { Button, Drawer } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { ProducerControls } from './producer-controls'

/** Opens the producer's controls beside the charts, so that one sees what a change does. */
export function ProducerButton() {
  const [opened, { open, close }] = useDisclosure()
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconAdjustmentsHorizontal size={13} aria-hidden />}
        onClick={open}
      >
        Adjust
      </Button>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        size={340}
        title="Producer"
        withOverlay={false}
        lockScroll={false}
        closeButtonProps={{ 'aria-label': 'Close producer' }}
        styles={{ content: { borderLeft: '1px solid var(--line)', boxShadow: 'none' }, title: { fontWeight: 600 } }}
      >
        <ProducerControls />
      </Drawer>
    </>
  )
}
