/** Who a record says did it where nobody did: what came from Microsoft Entra by itself. */
export const syncActor = 'system:entra';

/** The same for a beginning of the trail whose time was over. */
export const retentionActor = 'system:retention';

/** The same for what ended because the database came from a backup. */
export const restoreActor = 'system:restore';

const names: Record<string, string> = {
  [syncActor]: 'Microsoft Entra',
  [retentionActor]: 'Dial-in Desk',
  [restoreActor]: 'Dial-in Desk',
};

/** What an actor that is nobody is called; undefined for the object id of a person. */
export const actorName = (id: string): string | undefined => names[id];
