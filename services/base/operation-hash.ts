import { createHash } from 'node:crypto';

/**
 * How an offer appears in the trail and beside the mails that its change owed: somebody who reads it there cannot press
 * its button.
 */
export const operationHash = (id: string): string => createHash('sha256').update(id).digest('base64url').slice(0, 22);
