import { FaultError } from '@shared/model/fault'

/** The code of the fault that `failing` rejects with; the error itself when it is not a fault. */
export async function faultCode(failing: Promise<unknown>): Promise<string> {
  try {
    await failing
  } catch (thrown) {
    return thrown instanceof FaultError ? thrown.fault.code : String(thrown)
  }
  return 'no fault'
}
