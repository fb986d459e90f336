import { cards } from '../../cards';
import { noticeCard } from '../show/notice-cards';
import { defineCommand } from '../turn/command';
import { shownPeople } from '../../words/people';

/** So many administrators are named to somebody who has nothing to press. */
const named = 3;

/** Words object to nothing: they show the notice whose button does. */
export const openNotices = defineCommand({
  name: 'open-notices',
  title: "this wasn't me",
  help: 'Say that you did not expect a reset of your PIN or conference ID.',
  utterances: [
    "that wasn't me",
    'this was not me',
    'that was not me',
    "it wasn't me",
    'i did not do this',
    "i didn't do this",
    'i did not ask for this',
    'somebody reset my pin',
  ],
  right: 'talk',
  scopes: ['personal'],
  listed: false,
  async run({ actor, services, day }) {
    const [newest] = await services.offers.openAbout(actor, 'not-me');
    const notice = newest?.notice === undefined ? undefined : await services.notices.byId(newest.notice);
    if (notice) return noticeCard(notice, { services });
    const lock = await services.objections.lockOf(actor);
    const admins = (await services.directory.admins(actor.tenant)).filter(({ id }) => id !== actor.id);
    return cards.notice({
      title: 'Nothing to object to here',
      paragraphs: [
        'No reset by somebody else waits for your answer in this chat.',
        ...(lock ? [`Your account is locked until ${day(lock.until)}: nobody else can reset anything of yours.`] : []),
        'If you think that somebody knows your PIN, reset it: the old one stops working at once.',
        ...(admins.length > 0 ? [`Tell an administrator, too: ${shownPeople(admins.slice(0, named))}.`] : []),
      ],
      buttons: [
        { title: 'Reset my PIN', verb: 'reset-pin', data: {} },
        ...(lock ? [{ title: 'Lift the lock', verb: 'lift-lock', data: {} }] : []),
        { title: 'Who are the admins?', verb: 'admins', data: {} },
      ],
    });
  },
});
