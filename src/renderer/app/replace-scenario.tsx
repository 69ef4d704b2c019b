import { Button, Group, Modal, Stack } from '@mantine/core'

interface ReplaceScenarioProps {
  /** The name of the one to start, null while nothing is asked. */
  next: string | null
  running: string
  onConfirm(): void
  onClose(): void
}

/** Only one scenario runs at a time: says what would end, and asks. */
export function ReplaceScenario({ next, running, onConfirm, onClose }: ReplaceScenarioProps) {
  return (
    <Modal opened={next !== null} onClose={onClose} title={`End “${running}”?`}>
      <Stack gap={16}>
        <p>
          “{running}” is running, and only one scenario runs at a time. Starting “{next}” ends it now.
        </p>
        <Group justify="flex-end" gap={10}>
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it running
          </Button>
          <Button onClick={onConfirm}>End it and start</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
