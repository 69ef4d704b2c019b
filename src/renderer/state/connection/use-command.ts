import { notifications } from '@mantine/notifications'
import { useCallback } from 'react'
import type { Api } from './connection'
import { useApi } from './connection-context'
import { errorWords } from './error-words'

type Command<T> = (api: Api) => Promise<T>

/** Runs a call and shows the reason if it fails; then resolves to null. */
export function useCommand(): <T>(title: string, command: Command<T>) => Promise<T | null> {
  const api = useApi()
  return useCallback(
    async (title, command) => {
      try {
        return await command(api)
      } catch (thrown) {
        notifications.show({ title, message: errorWords(thrown), color: 'red', autoClose: 12_000 })
        return null
      }
    },
    [api],
  )
}
