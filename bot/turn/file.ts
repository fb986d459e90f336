import type { Services } from '../../services';
import type { Command, FileOffer, Turn } from './command';

/** A file in somebody's OneDrive. */
export interface FilePlace {
  name: string;
  uploadUrl: string;
  contentUrl: string;
  uniqueId: string;
  fileType: string;
}

/** What Teams shows of a file when it asks whether to save it. `id` comes back with the answer. */
export interface FileConsent {
  id: string;
  name: string;
  description: string;
  /** About how large it will be. Bytes. */
  size: number;
}

/** How somebody answered the offer of a file, and where Teams has made room for it. */
export type FileAnswer = { id: string; accepted: false } | { id: string; accepted: true; place: FilePlace };

/** How long an offered file can be accepted. Milliseconds. */
const lifetime = 10 * 60_000;

/** Keeps what a command offers until it is accepted. */
export async function offerFile(
  services: Services,
  { command, turn, offer }: { command: Command; turn: Turn; offer: FileOffer },
): Promise<FileConsent> {
  const { actor, target, conversation, zone } = turn;
  const { name, description, size, query } = offer.file;
  const wanted = {
    tenant: actor.tenant,
    actor: actor.id,
    target: target.id,
    conversation,
    command: command.name,
    query,
    zone,
  };
  const { _id } = await services.offeredFiles.offer(wanted, lifetime);
  return { id: _id, name, description, size };
}
