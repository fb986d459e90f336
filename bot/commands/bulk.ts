import { cards } from '../../cards';
import { jobOf } from '../../services/bulk';
import { mostInFile, mostPasted, readList } from '../../services/bulk/list';
import { bulkCard } from '../show/bulk-cards';
import { peopleWords, wholeWords } from '../../words/bulk';
import { bulkActionOf, numberIn } from '../turn/bulk-action';
import { defineCommand } from '../turn/command';
import { shownPeople } from '../../words/people';

export const bulk = defineCommand({
  name: 'bulk',
  title: 'bulk change',
  help: 'Do the same for many people, after a dry run.',
  utterances: [],
  inputs: ['action', 'number', 'people'],
  longestInput: 30_000,
  right: 'bulk',
  scopes: ['personal'],
  listed: false,
  minutes: 60,
  async offer({ actor, slots, inputs, lists, services, conversation, scope, day }) {
    const { action: words = slots.bulk, number: typed, people } = inputs;
    const action = bulkActionOf(words);
    const number =
      action === 'change-number'
        ? await services.conferencing.numberOnBridge(actor.tenant, typed ?? numberIn(words))
        : undefined;
    const sources = [...(people === undefined ? [] : [{ text: people }]), ...lists];
    // A line is found again by its file only if there are several lists.
    const list = sources.flatMap((one) => readList(sources.length > 1 ? one : { text: one.text }));
    const job = await services.bulk.check({
      ...{ actor, conversation, from: scope, list, action, number },
      most: lists.some(({ name }) => name !== undefined) ? mostInFile : mostPasted,
    });
    const checking = await bulkCard(job, '', { services, day });
    return {
      input: { job: job._id, people: job.total, action, number },
      // The card's button gets the offer's id, which is known only now.
      draw: ({ offer }) => ({
        ...checking,
        actions: checking.actions?.map((button) => ({ ...button, data: { opId: offer } })),
      }),
    };
  },
  async run({ click, services, day }) {
    const { job, asked } = await services.bulk.start(click);
    // If somebody else started the job, this is the administrator's approval, on the card of the request.
    if (job.actor !== click.actor) {
      const starter = await services.directory.byId(job.tenant, job.actor);
      const text =
        `${starter?.name ?? 'Somebody'} can follow it: ${wholeWords(job)}, for ` + `${peopleWords(job.counts.ready)}.`;
      return cards.notice({ title: 'Approved, and started', paragraphs: [text], buttons: [] });
    }
    if (asked.length === 0) return bulkCard(job, click.offer, { services, day });
    const card = await bulkCard(job, click.offer, { services, day });
    const goes = cards.notice({
      title: 'Request sent',
      paragraphs: [
        `A bulk change takes a second administrator. It goes to: ${shownPeople(asked)}.`,
        'It starts when one approves, and you see it here. The first answer decides.',
      ],
      buttons: [],
    });
    return { ...goes, ...(card.actions ? { actions: card.actions } : {}) };
  },
  async steer({ click, services, day }, verb) {
    const job = await services.bulk.steer(click, verb);
    return bulkCard(job, click.offer, { services, day });
  },
  async final({ offer, services, day }) {
    const job = await services.bulk.byId(offer.tenant, jobOf(offer));
    return job && offer.state === 'done' ? bulkCard(job, offer._id, { services, day }) : undefined;
  },
});
