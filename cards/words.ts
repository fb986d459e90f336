/** What several cards say, so that they say it alike. */

type Mail = { kind: 'queued'; address: string } | { kind: 'self-service' | 'switched-off' | 'no-mailbox' };

/**
 * What becomes of the mail about a change, in a sentence.
 * @param about.what what has to be handed over to somebody else where no mail goes out
 * @param about.own whether the reader is the one it is about
 * @param about.done false on the offer, true after the change
 */
export function mailWords(mail: Mail, about: { what: 'PIN' | 'conference ID'; own: boolean; done: boolean }): string {
  const { what, own, done } = about;
  const handOver = own ? '' : ` Hand the ${what} over another way.`;
  switch (mail.kind) {
    case 'queued':
      return done ? `A mail with the new ${what} is queued for ${mail.address}.` : `The new ${what} will also be mailed to ${mail.address}.`;
    case 'self-service':
      return 'No mail is sent, because you reset it yourself.';
    case 'switched-off':
      return `No mail is sent, because automatic mails are off.${handOver}`;
    case 'no-mailbox':
      return `Nothing is mailed, because there is no mailbox.${handOver}`;
  }
}

/** What each role is called. */
export const roleWords = {
  user: 'User: you act for yourself',
  helpdesk: 'Helpdesk: you may also look up others and send them their conference info',
  admin: 'Administrator: you may do everything for everybody',
  auditor: 'Auditor: you act for yourself',
} as const;
