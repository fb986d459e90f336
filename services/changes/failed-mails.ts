import { drawIds } from '../base/moment-of-change';
import type { MomentOfChange } from '../base/moment-of-change';
import type { Mongo } from '../base/mongo';
import type { OutboxDocument, Outbox } from '../mail/outbox';
import type { Notices } from '../offers/notices';
import type { Offers } from '../offers/offers';
import type { Directory } from '../people/directory';
import { contactOf } from '../people/person';

/** Tells those who made a change that a mail about it was given up. It is done once for each mail. */
export function createFailedMails(dependencies: {
  mongo: Mongo;
  directory: Directory;
  outbox: Outbox;
  offers: Offers;
  notices: Notices;
  /** Makes the card of a bulk job due: it counts the mails of its rows. */
  redrawJob: (job: string, moment: MomentOfChange) => Promise<void>;
}) {
  const { mongo, directory, outbox, offers, notices, redrawJob } = dependencies;

  return {
    /** Tells about the next mail. @returns whether there was one */
    async tellNext(): Promise<boolean> {
      const mail = await outbox.nextUntold();
      if (!mail) return false;
      const at = await mongo.now();
      const id = drawIds();
      await mongo.transact(async (session) => {
        if (await outbox.setTold(mail._id, session)) await tell(mail, { at, session, id });
      });
      return true;
    },
  };

  async function tell(mail: OutboxDocument, moment: MomentOfChange): Promise<void> {
    if (mail.job !== undefined) return redrawJob(mail.job, moment);
    const offer = mail.offer === undefined ? undefined : await offers.byId(mail.offer);
    const person = await directory.byId(mail.tenant, mail.person, moment.session);
    if (!offer || !person) return;
    await offers.redraw(offer._id, moment.at, moment.session);
    const facts = { person: contactOf(person), mail: mail._id };
    await notices.owe({ tenant: mail.tenant, person: offer.actor, kind: 'mail-failed', facts }, moment);
  }
}
