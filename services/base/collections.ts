/**
 * Every collection of the database, and the room of services/ that opens it. Every other room asks that one. A
 * collection that is not named here does not compile, and lint refuses one that another room opens. Existing databases
 * have these names, so they stay, whatever the code calls things.
 */
export const collectionOwners = {
  leases: 'base',
  probe: 'base',
  restores: 'base',
  migrations: 'moving',
  pinKeys: 'pins',
  audit: 'audit',
  auditHeads: 'audit',
  settings: 'settings',
  people: 'people',
  formerPeople: 'people',
  roleChanges: 'people',
  syncs: 'people',
  conversations: 'people',
  operations: 'offers',
  limits: 'offers',
  notices: 'offers',
  requests: 'offers',
  files: 'offers',
  conferencing: 'conferencing',
  conferenceIds: 'conferencing',
  pinAttempts: 'conferencing',
  numberGuards: 'conferencing',
  tenantCalls: 'conferencing',
  outbox: 'mail',
  numberMailings: 'mail',
  bulkJobs: 'bulk',
  bulkRows: 'bulk',
  seeds: 'try-out',
  running: 'try-out',
} as const satisfies Record<string, string>;

export type CollectionName = keyof typeof collectionOwners;
