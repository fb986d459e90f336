import { cards } from '../../cards';
import type { Button, Card } from '../../cards/card';
import type { Services } from '../../services';
import type { BulkJob } from '../../services/bulk/job';
import { actionWords, countWords, peopleWords, rowWords, wholeWords, paceWords } from '../../words/bulk';
import { refusalWords } from '../../words/teams';
import { foldIdentity } from '../../services/people/names';
import { personKey } from '../../services/people/person';
import { counted } from '../../words/counted';
import { shownPeople, shownPerson } from '../../words/people';
import { reasonWords } from '../../words/trail';

/** How many people are named for each reason. The file lists all of them. */
const mostNamed = 5;

/** The card of a job in its present state, with the buttons of that state. `offer` is the offer that starts the job. */
export async function bulkCard(
  job: BulkJob,
  offer: string,
  { services, day }: { services: Services; day(at: Date): string },
): Promise<Card> {
  const { action, state, total, next, counts, createdAt } = job;
  const whole = wholeWords(job);
  const { button, done } = actionWords[action];
  const wanted = total - counts.leftOut;
  const handled = counts.done + counts.failed + (counts.unknown ?? 0);
  const control = (title: string, verb: string): Button => ({ title, verb, data: { opId: offer } });
  const file: Button = { title: 'All rows as a file', verb: 'bulk-result', data: { job: job._id } };
  const outcomes = async () => [
    ...(await undelivered(job, services)),
    ...(await because(job, 'unknown', services)),
    ...(await because(job, 'failed', services)),
    ...(await because(job, 'leftOut', services)),
  ];
  const soFar = `${countWords(counts)}: ${rowWords(total)} in all.`;
  const say = (title: string, paragraphs: string[], buttons: Button[]) => cards.notice({ title, paragraphs, buttons });

  switch (state) {
    case 'checking':
      return say(
        'Checking the list',
        [`${next} of ${total} checked. Nothing is changed by this.`],
        [control('Cancel', 'cancel')],
      );
    case 'ready': {
      const left = await because(job, 'leftOut', services);
      if (counts.ready === 0)
        return say('Nothing would be changed', [`To do: ${whole}.`, ...left], [file, control('Close', 'cancel')]);
      const ways = await waysOf(job, services);
      return withChange(
        say(
          `${button(counts.ready)}?`,
          [
            `This was a dry run: nothing is changed yet. ${counts.ready} of ${total} would be changed, ` +
              `${counts.leftOut} not.`,
            ...ways,
            ...(await takenFor(job, services)),
            ...(await approval(job, services)),
            ...left,
          ],
          [control(button(counts.ready), 'confirm'), file, control('Cancel', 'cancel')],
        ),
      );
    }
    case 'asked':
      return say(
        'Waiting for a second administrator',
        [`To do: ${whole}, for ${peopleWords(counts.ready)}. Nothing is changed before one approves.`],
        [control('Withdraw', 'stop')],
      );
    case 'running':
      return say(
        `Working: ${handled} of ${wanted}`,
        [`To do: ${whole}. ${barOf(handled, wanted)}`, soFar, ...paceWords(job)],
        [control('Pause', 'pause'), control('Stop', 'stop')],
      );
    case 'paused':
      return say(
        `Paused at ${handled} of ${wanted}`,
        [
          `To do: ${whole}. ${barOf(handled, wanted)}`,
          soFar,
          ...(job.refusal
            ? ['It paused by itself. Nothing was changed for the next person.', ...refusalWords[job.refusal]]
            : []),
        ],
        [control('Go on', 'resume'), control('Stop', 'stop')],
      );
    case 'done':
      return say(`${done}: ${counts.done} of ${wanted}`, [soFar, ...(await outcomes())], [file]);
    case 'stopped': {
      const why = job.stoppedBy ? `It ended by itself: ${reasonWords(job.stoppedBy)}.` : 'What was done stays done.';
      return say(
        `Stopped at ${handled} of ${wanted}`,
        [`To do was: ${whole}. ${why}`, soFar, ...(job.startedAt ? await outcomes() : [])],
        [file],
      );
    }
    case 'dropped':
      return say(
        'Not carried out',
        [`${day(createdAt)}: ${whole}, for ${peopleWords(wanted)}. Nothing was changed.`],
        [],
      );
  }
}

/** How many rows show for whom each was taken. */
const mostTaken = 5;

/** The first rows, with whom each was taken for: the list may have meant somebody else. */
async function takenFor(job: BulkJob, services: Services): Promise<string[]> {
  const first = await services.bulk.firstReady(job, mostTaken);
  const more = job.counts.ready - first.length;
  const lines = first.map(({ text, name = '', upn = '' }) => {
    const person = shownPerson({ name, upn });
    // An address can mean nobody else.
    return foldIdentity(text) === foldIdentity(upn) ? person : `${shortened(text)} → ${person}`;
  });
  return [`Taken for:`, ...lines, ...(more > 0 ? [`And ${more} more, in the file.`] : [])];
}

/** Whose approval it takes, and what stands in its way: said before it is confirmed, and not after. */
async function approval(job: BulkJob, services: Services): Promise<string[]> {
  const approvers = await services.bulk.approvers(job);
  if (!approvers) return [];
  const { reached, others } = approvers;
  return reached.length > 0
    ? [`It starts when a second administrator approves: ${shownPeople(reached)}.`]
    : [
        `It takes a second administrator, and none has a chat with me, so it cannot start yet. Ask one of them to say ` +
          `hello to me first: ${shownPeople(others.slice(0, 3))}.`,
      ];
}

/** Marks the first button as the one that changes something. */
const withChange = (card: Card): Card => ({
  ...card,
  actions: card.actions?.map((action, index) => (index === 0 ? { ...action, style: 'positive' } : action)),
});

/** A line for each reason: `2 left out, no Audio Conferencing licence: Lynne Robbins, Diego Siciliani`. */
async function because(job: BulkJob, state: 'leftOut' | 'failed' | 'unknown', services: Services): Promise<string[]> {
  const reasons = await services.bulk.reasonsOf(job, state, mostNamed);
  return reasons.map(({ reason, count, named }) => {
    const more = count > named.length ? ` and ${count - named.length} more` : '';
    return (
      `${count} ${{ failed: 'failed', leftOut: 'left out', unknown: 'not known' }[state]}, ${reasonWords(reason)}: ` +
      `${named.map(shortened).join(', ')}${more}`
    );
  });
}

/** The people to whom a mail of the job was given up. For a new PIN, nobody has it. */
async function undelivered(job: BulkJob, services: Services): Promise<string[]> {
  const { dead } = await services.outbox.countsOfJob(job._id);
  if (dead === 0) return [];
  const some = (await services.outbox.undeliveredOfJob(job._id, mostLookedAt)).filter(({ state }) => state === 'dead');
  const first = some.slice(0, mostNamed);
  const people = await services.directory.byKeys(first.map(({ tenant, person }) => personKey(tenant, person)));
  const names = [...people.values()].map(({ name }) => shortened(name)).join(', ');
  const more = dead > first.length ? ` and ${dead - first.length} more` : '';
  const next =
    job.action === 'reset-pin' || job.action === 'enable'
      ? 'Nobody has their new PIN: reset it again, to an address that works, or let them type "reset my pin" to me.'
      : 'Type "failed emails" to send them again.';
  return [`${counted(dead, 'email was', 'emails were')} not delivered: ${names}${more}.`, next];
}

/** Among so many mails that wait or were given up, the first ones to name are looked for. */
const mostLookedAt = 500;

/** A list may hold anything, but a message at most 28 KB. */
const shortened = (text: string): string => ([...text].length > 60 ? `${[...text].slice(0, 59).join('')}…` : text);

/** How the people in a checked job learn what is new. */
async function waysOf(job: BulkJob, services: Services): Promise<string[]> {
  const count = { mail: 0, chat: 0, none: 0 };
  for await (const batch of services.bulk.rowsOf(job))
    for (const { state, way } of batch) if (state === 'ready' && way) count[way] += 1;
  const lines: [number, string][] = [
    [count.mail, job.action === 'reset-pin' ? 'New PIN by email' : 'Told by email'],
    [count.chat, 'By a card in their chat with me, on which the new PIN is drawn; the old one works until then'],
    [count.none, 'No email, so tell them another way'],
  ];
  return lines.flatMap(([people, how]) => (people > 0 ? [`${how}: ${peopleWords(people)}.`] : []));
}

/** Ten squares, for a quick look; the numbers are shown too. */
function barOf(handled: number, wanted: number): string {
  const full = wanted === 0 ? 10 : Math.floor((10 * handled) / wanted);
  return `${'■'.repeat(full)}${'□'.repeat(10 - full)}`;
}
