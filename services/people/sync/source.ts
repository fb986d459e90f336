import type { Person, Role } from '../person';

/**
 * What a row of another directory says of somebody. What it does not say is undefined and stays as it is; an empty text
 * says that there is nothing.
 */
export interface SourceRow {
  /** The Entra object id, lower case. */
  id: string;
  /** The person is no longer there: deleted for good, or for as long as Entra keeps deleted accounts. */
  removed?: boolean;
  upn?: string;
  name?: string;
  givenName?: string;
  surname?: string;
  mail?: string;
  /** All addresses of the mailbox. */
  addresses?: string[];
  kind?: Person['kind'];
  accountEnabled?: boolean;
  licensed?: boolean;
  language?: string;
}

/** Some rows, and at the end of a round the link by which the next one finds what has changed since. */
export interface SourcePage {
  rows: SourceRow[];
  link?: string;
}

/** The directory that people come from, if it is not our own. */
export interface PeopleSource {
  /**
   * One round, page by page. The same person may come several times: what comes last holds.
   * @param link what the last round ended with; without it everybody comes
   * @throws SourceLost or SourceFault
   */
  pages(link: string | undefined, signal?: AbortSignal): AsyncGenerator<SourcePage>;
  /** Everybody who has a role, by object id. Some ids are of no person. @throws SourceFault */
  roles(signal?: AbortSignal): Promise<ReadonlyMap<string, Role>>;
  /** The role of one person at this moment. @throws SourceFault, or what the signal says */
  roleOf(id: string, signal: AbortSignal): Promise<Role>;
}

/** The other directory no longer knows where the last round ended: everybody has to come anew. */
export class SourceLost extends Error {
  override name = 'SourceLost' as const;
}

/** The other directory did not answer as it should. The message may be shown and logged: it names no person. */
export class SourceFault extends Error {
  override name = 'SourceFault' as const;
}
