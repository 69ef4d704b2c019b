import { openPool } from '@main/adapters/platformatic-kafka/client/pool'
import type { KafkaAddress } from '@main/ports/kafka-address'
import {
  AclOperations,
  AclPermissionTypes,
  createAclsV3,
  parseBroker,
  ResourcePatternTypes,
  ResourceTypes,
} from '@platformatic/kafka'

const TYPES = {
  topic: ResourceTypes.TOPIC,
  group: ResourceTypes.GROUP,
  'transactional-id': ResourceTypes.TRANSACTIONAL_ID,
} as const
const OPERATIONS = {
  describe: AclOperations.DESCRIBE,
  create: AclOperations.CREATE,
  read: AclOperations.READ,
  write: AclOperations.WRITE,
  delete: AclOperations.DELETE,
} as const

export interface Right {
  readonly type: keyof typeof TYPES
  readonly name: string
  readonly operation: keyof typeof OPERATIONS
}

/** Gives the user `millrace` rights, as the administrator, and waits until the broker knows them. */
export async function allow(admin: KafkaAddress, rights: readonly Right[]): Promise<void> {
  const pool = openPool(admin)
  try {
    const connection = await pool.get(parseBroker(admin.brokers[0] ?? ''))
    await createAclsV3.api.async(
      connection,
      rights.map(({ type, name, operation }) => ({
        resourceType: TYPES[type],
        resourceName: name,
        resourcePatternType: ResourcePatternTypes.LITERAL,
        principal: 'User:millrace',
        host: '*',
        operation: OPERATIONS[operation],
        permissionType: AclPermissionTypes.ALLOW,
      })),
    )
    await new Promise((resolve) => setTimeout(resolve, 500))
  } finally {
    pool.end()
  }
}
