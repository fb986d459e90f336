import type { FileConsent, FilePlace } from '../turn/file';

/** An attachment with which Teams asks whether to save a file, or shows one. Teams draws it; it is no Adaptive Card. */
export interface TeamsFile {
  contentType: string;
  name: string;
  contentUrl?: string;
  content: object;
}

/** Asks whether to save a file. */
export const consentCard = ({ id, name, description, size }: FileConsent): TeamsFile => ({
  contentType: 'application/vnd.microsoft.teams.card.file.consent',
  name,
  content: { description, sizeInBytes: size, acceptContext: { fileId: id }, declineContext: { fileId: id } },
});

/** Shows a file that was saved. */
export const fileCard = ({ name, contentUrl, uniqueId, fileType }: FilePlace): TeamsFile => ({
  contentType: 'application/vnd.microsoft.teams.card.file.info',
  ...{ name, contentUrl, content: { uniqueId, fileType } },
});
