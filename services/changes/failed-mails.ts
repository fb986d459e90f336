import { inMoment, type MomentOfChange } from '../base/moment-of-change';
import type { Mongo } from '../base/mongo';
import { carriesPin, type OutboxDocument } from '../mail/outbox-document';
import type { Outbox } from '../mail/outbox';
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
  redrawJob: (job: string, at: Date) => Promise<void>;
}) {
  const { mongo, directory, outbox, offers, notices, redrawJob } = dependencies;

  return {
    /** Tells about the next mail. @returns whether there was one */
    async tellNext(): Promise<boolean> {
      const mail = await outbox.nextUntold();
      if (!mail) return false;
      if (mail.job !== undefined) return tellOfJob(mail.job);
      await inMoment(mongo, async (moment) => {
        if (await outbox.setTold(mail._id, moment.session)) await tell(mail, moment);
      });
      return true;
    },
  };

  /** One card is about all mails of a job. It is made due before they count as told: twice does no harm. */
  async function tellOfJob(job: string): Promise<true> {
    const at = await mongo.now();
    await redrawJob(job, at);
    await outbox.setToldOfJob(job, at);
    return true;
  }

  async function tell(mail: OutboxDocument, moment: MomentOfChange): Promise<void> {
    const offer = await offers.ofOperation(mail, moment.session);
    const person = await directory.byId(mail.tenant, mail.person, moment.session);
    if (!offer || !person) return;
    await offers.redraw(offer._id, moment.at, moment.session);
    if (carriesPin(mail)) await offers.setUnseen(offer._id, moment.session);
    const facts = { person: contactOf(person), mail: mail._id };
    await notices.owe({ tenant: mail.tenant, person: offer.actor, kind: 'mail-failed', facts }, moment);
  }
}
