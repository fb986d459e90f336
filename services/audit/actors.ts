/** Who a record says did it where nobody did: what came from Microsoft Entra by itself. */
export const syncActor = 'system:entra';

const names: Record<string, string> = { [syncActor]: 'Microsoft Entra' };

/** What an actor that is nobody is called; undefined for the object id of a person. */
export const actorName = (id: string): string | undefined => names[id];
