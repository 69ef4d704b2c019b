import { Button, Group, Modal, Stack } from '@mantine/core'
import { useScenarios } from '../state/scenarios'

/** Only one scenario runs at a time: names the one that would end, and asks for confirmation. */
export function ReplaceScenarioDialog() {
  const { replacement } = useScenarios()
  return (
    <Modal
      opened={replacement !== null}
      onClose={() => replacement?.cancel()}
      title={replacement && `End “${replacement.running}”?`}
    >
      {replacement && (
        <Stack gap={16}>
          <p>
            “{replacement.running}” is running, and only one scenario runs at a time. Starting “{replacement.next}” ends
            it now.
          </p>
          <Group justify="flex-end" gap={10}>
            <Button variant="default" onClick={replacement.cancel} data-autofocus>
              Keep it running
            </Button>
            <Button onClick={replacement.confirm}>End it and start</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
