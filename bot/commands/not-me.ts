import { cards } from '../../cards';
import { Problem } from '../../services/base/problem';
import { defineCommand } from '../turn/command';
import { shownPeople } from '../../words/people';

/** Words do not make this offer: it comes with a notice, which says which reset it is about. */
export const notMe = defineCommand({
  name: 'not-me',
  title: 'object to a reset',
  help: 'Say that you did not expect a reset of your PIN or conference ID.',
  utterances: [],
  right: 'not-me',
  scopes: ['personal'],
  listed: false,
  minutes: 5,
  offer() {
    throw new Problem('button-only', {});
  },
  async run({ click, services, day }) {
    const { of, stopped, until, told, admins } = await services.objections.object(click);
    const names = shownPeople(admins.slice(0, 3));
    const blocked = `Nobody else can reset your PIN or your conference ID before ${day(until)}.`;
    const ofPin = [
      stopped ? 'That PIN no longer works.' : 'No PIN had to be stopped: what that reset gave is not in use.',
      `${blocked} You can: type "reset my pin".`,
    ];
    // People who may not reset it are shown how to ask for it, and are not blocked.
    const ofConferenceId = [
      'Your conference ID and your PIN stay as they are now. The old conference ID does not come back.',
      `${blocked} For another conference ID, type "reset my conference id".`,
    ];
    const ofDisabling = [
      'Your conference ID and your PIN do not come back. You get new ones when you are enabled again.',
      `Nobody else can enable you or reset anything of yours before ${day(until)}.`,
    ];
    const paragraphs = [
      ...{ 'pin': ofPin, 'enabled': ofPin, 'conference-id': ofConferenceId, 'disabled': ofDisabling }[of],
      told > 0
        ? `${told === 1 ? 'One administrator is' : `${told} administrators are`} told in Teams.`
        : `No administrator has a chat with me. Tell one yourself: ${names}.`,
    ];
    const next =
      of === 'pin'
        ? { title: 'Reset my PIN', verb: 'reset-pin', data: {} }
        : { title: 'My conference info', verb: 'show-conference-info', data: {} };
    return cards.notice({ title: 'Thank you for saying so', paragraphs, buttons: [next] });
  },
});
